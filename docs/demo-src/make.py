#!/usr/bin/env python3
"""Draws the pictures of the made-up demo case into src-tauri/demo (needs chromium, Pillow and a Chinese font).

Nobody and nothing in them is real: shop, buyer, laboratory and all numbers are invented.
Usage: python3 docs/demo-src/make.py [--chromium PATH] [--only NAME]
"""
import argparse, pathlib, subprocess, tempfile
from PIL import Image

OUT = pathlib.Path(__file__).resolve().parents[2] / "src-tauri" / "demo"
ORDER, PAY = "261103-754323194875749", "2026110322001411186252760189"
MERCHANT, PARCEL, AFTER = "XP0126110310220754318823", "YT8826110357219", "SH20261114093157802"
SHOP = "暖冬服饰官方店"

CSS = """
*{box-sizing:border-box;margin:0} body{width:360px;height:780px;overflow:hidden;font:14px/1.5 'Noto Sans CJK SC',sans-serif;color:#1c1c1e;background:#f4f4f4}
.st{display:flex;justify-content:space-between;padding:9px 20px 3px;font-size:13px;font-weight:500;background:var(--bar,#fff)}
.tb{display:flex;align-items:center;justify-content:center;position:relative;height:46px;font-size:16px;font-weight:500;background:var(--bar,#fff);border-bottom:1px solid #0001}
.tb:before{content:'';position:absolute;left:18px;width:10px;height:10px;border:solid #444;border-width:0 0 2px 2px;transform:rotate(45deg)}
.card{background:#fff;border-radius:10px;margin:10px 10px 0;padding:13px 14px}
.row{display:flex;justify-content:space-between;gap:12px;padding:5px 0}.row span{flex:none}.row b{font-weight:400;color:#1c1c1e;text-align:right;word-break:break-all}.row,.dim{color:#8a8a8e}
.red{color:#d9362b}.big{font-size:20px;font-weight:600}.h{font-weight:600;margin-bottom:5px;color:#1c1c1e}
.tag{display:inline-block;font-size:11px;line-height:17px;padding:0 5px;border:1px solid #d9362b88;color:#d9362b;border-radius:3px;margin-right:5px}
.t{text-align:center;color:#a0a0a4;font-size:12px;margin:12px 0 8px}
.m{display:flex;gap:8px;padding:0 12px;margin-bottom:11px}.m.me{flex-direction:row-reverse}
.a{flex:none;width:36px;height:36px;border-radius:5px;background:#c9a37c;color:#fff;font-size:13px;line-height:36px;text-align:center}.me .a{background:#7f9cb5}
.b{max-width:236px;padding:8px 11px;border-radius:6px;background:#fff;font-size:15px;line-height:22px;overflow-wrap:anywhere}.b b{font-weight:400;white-space:nowrap}.me .b{background:#bfe6b0}
.inp{position:absolute;left:0;right:0;bottom:0;height:54px;background:#f8f8f8;border-top:1px solid #0001;padding:9px 56px 9px 14px}.inp i{display:block;height:36px;background:#fff;border-radius:6px}
.gi{flex:none;width:84px;height:84px;border-radius:8px;overflow:hidden;background:#e9e4dc}
.btns{position:absolute;left:0;right:0;bottom:0;background:#fff;padding:10px 12px 18px;display:flex;gap:8px;justify-content:flex-end;border-top:1px solid #0001}
.btns span{border:1px solid #ccc;border-radius:17px;padding:5px 14px;font-size:13px}.btns .p{background:#d9362b;color:#fff;border-color:#d9362b}
"""

def jacket(size, colour="#6b7f6d", down=False):
    quilts = "".join(f'<path d="M62 {y} q38 9 76 0" stroke="#0003" stroke-width="2" fill="none"/>' for y in range(74, 172, 16))
    arms = "".join(f'<path d="M{x} {y} q12 6 24 1" stroke="#0003" stroke-width="2" fill="none"/>' for x, y in [(33, 92), (31, 112), (29, 132), (143, 92), (145, 112), (147, 132)])
    tuft = "".join(f'<circle cx="{108 + i * 7 % 23}" cy="{136 + i * 11 % 26}" r="{1.2 + i % 3}" fill="#fff" opacity=".9"/>' for i in range(14)) if down else ""
    return (f'<svg viewBox="0 0 200 200" width="{size}" height="{size}"><path d="M70 44 q30 18 60 0 l34 20 12 92 -24 4 -9-60 0 82 q-43 8-86 0 l0-82 -9 60 -24-4 12-92z" fill="{colour}"/>'
            f'{quilts}{arms}<path d="M100 54 v130" stroke="#0005" stroke-width="2.5"/><path d="M70 44 q30 22 60 0 l-6-12 q-24 10-48 0z" fill="{colour}" stroke="#0004"/>{tuft}</svg>')

def phone(clock, title, body, bar="#fff", bg="#f4f4f4", battery="87%"):
    return f'<body style="--bar:{bar};background:{bg};position:relative"><div class="st"><span>{clock}</span><span>5G　{battery}</span></div><div class="tb">{title}</div>{body}</body>'

def chat(clock, lines, battery="87%", title=SHOP):
    out = []
    for who, text in lines:
        out.append(f'<div class="t">{text}</div>' if who == "t" else
                   f'<div class="m {who}"><div class="a">{"我" if who == "me" else "暖冬"}</div><div class="b">{text}</div></div>')
    return phone(clock, title, "".join(out) + '<div class="inp"><i></i></div>', "#f7f7f7", "#ededed", battery)

def rows(*pairs):
    return "".join(f'<div class="row"><span>{k}</span><b>{v}</b></div>' for k, v in pairs)

GOODS = f'<div style="display:flex;gap:10px"><div class="gi">{jacket(84)}</div><div><div>中长款羽绒服女 加厚连帽 90白鸭绒</div><div class="dim" style="font-size:12px;margin:3px 0">松针绿　M　× 1</div><div>¥386.00</div></div></div>'

def photo(inner, base, light="#fff6"):
    noise = ('<filter id="n"><feTurbulence baseFrequency=".8" numOctaves="2" seed="5"/><feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 .16 0"/></filter>')
    return (f'<body style="background:{base};position:relative"><svg width="360" height="480" style="position:absolute">{noise}'
            f'<radialGradient id="g" cx=".3" cy=".2" r="1"><stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="#0005"/></radialGradient>'
            f'<rect width="360" height="480" fill="url(#g)"/></svg>{inner}'
            f'<svg width="360" height="480" style="position:absolute;left:0;top:0"><rect width="360" height="480" filter="url(#n)"/></svg></body>')

def track(*steps):
    return '<div class="card">' + "".join(
        f'<div style="display:flex;gap:10px;padding-bottom:13px"><div style="flex:none;width:9px;height:9px;border-radius:9px;margin-top:6px;background:{"#d9362b" if i == 0 else "#ccc"}"></div>'
        f'<div><div style="{"font-weight:600" if i == 0 else "color:#666"}">{what}</div><div class="dim" style="font-size:12px">{when}</div></div></div>'
        for i, (what, when) in enumerate(steps)) + '</div>'

PAGES = {
 "shop-page": (780, phone("09:58", SHOP, f'<div class="card"><div style="display:flex;gap:12px;align-items:center"><div class="a" style="width:54px;height:54px;line-height:54px;font-size:16px">暖冬</div><div><div class="big" style="font-size:17px">{SHOP}</div><div class="dim" style="font-size:12px">已拼 3.2 万件　粉丝 8,641</div></div></div><div style="margin-top:10px"><span class="tag">正品保障</span><span class="tag">假一赔十</span><span class="tag">7 天无理由</span></div></div>'
   + '<div style="display:grid;grid-template-columns:1fr 1fr;gap:8px;padding:10px">' + "".join(f'<div style="background:#fff;border-radius:10px;padding:8px"><div style="background:#f1ede6;border-radius:6px;text-align:center">{jacket(140, c)}</div><div style="font-size:13px;line-height:19px;margin-top:6px">{n}</div><div class="red" style="font-weight:600">¥{p}</div></div>' for c, n, p in [("#6b7f6d", "中长款羽绒服女 90白鸭绒", "386.00"), ("#8c5a4f", "短款羽绒服女 轻薄立领", "259.00"), ("#4d5a75", "羽绒马甲男女同款", "169.00"), ("#b9a37e", "儿童羽绒服 连帽", "228.00")]) + '</div>')),
 "product-page": (780, phone("10:01", "商品详情", f'<div style="background:#f1ede6;text-align:center;height:262px;padding-top:6px">{jacket(250)}</div><div class="card" style="margin-top:-14px;position:relative"><div class="red big">¥386.00</div><div style="font-size:16px;font-weight:600;margin:4px 0 7px">中长款羽绒服女 加厚连帽 含绒量 90% 白鸭绒</div><span class="tag">假一赔十</span><span class="tag">7 天无理由退货</span><span class="tag">退货包运费</span></div><div class="card"><div class="h">商品参数</div>' + rows(("品牌", "暖冬"), ("填充物", "白鸭绒"), ("含绒量", '<b style="font-weight:700">90%</b>'), ("充绒量（M）", "180 g"), ("执行标准", "GB/T 14272"), ("面料", "聚酯纤维 100%")) + f'</div><div class="btns"><span>客服</span><span class="p">立即下单 ¥386.00</span></div>')),
 "chat-presale": (780, chat("10:08", [("t", "2026-11-03 10:05:12"), ("me", "你好，这件中长款羽绒服含绒量真的是 90% 吗"), ("x", "亲，页面写的都是真实的哦，90 白鸭绒，请放心拍"), ("me", "如果到手检测不是 90% 怎么办"), ("x", "本店假一赔十，检测不符全额退款的，店铺首页都有写"), ("me", "好的，那我拍一件 M 码，松针绿"), ("x", "好的亲，今天下单明天发出，圆通快递"), ("t", "10:08:40"), ("me", "谢谢")], "92%")),
 "order-page": (780, phone("10:23", "订单详情", '<div class="card" style="background:#d9362b;color:#fff"><div class="big">待发货</div><div style="font-size:13px;opacity:.9">商家承诺 48 小时内发货</div></div><div class="card"><div class="h">收货信息</div><div>林小满（化名）　138****0000</div><div class="dim">示例市演示区样张路 1 号</div></div>' + f'<div class="card"><div class="h">{SHOP}</div>{GOODS}<div style="height:8px"></div>' + rows(("商品总价", "¥406.00"), ("店铺优惠", "-¥20.00"), ("实付", '<b class="red" style="font-weight:700">¥386.00</b>')) + '</div><div class="card">' + rows(("订单编号", ORDER), ("支付方式", "支付宝"), ("下单时间", "2026-11-03 10:20:41"), ("付款时间", "2026-11-03 10:22:07"), ("快递方式", "圆通快递")) + '</div><div class="btns"><span>联系商家</span><span>申请退款</span></div>')),
 "alipay-payment": (780, phone("10:24", "账单详情", f'<div class="card" style="text-align:center;padding:22px 14px"><div class="a" style="margin:0 auto 6px;width:44px;height:44px;line-height:44px">暖冬</div><div>{SHOP}</div><div style="font-size:32px;font-weight:600;margin:6px 0">-386.00</div><div class="dim">交易成功</div></div><div class="card">' + rows(("支付时间", "2026-11-03 10:22:07"), ("付款方式", "示例银行储蓄卡（0000）"), ("商品说明", "中长款羽绒服女"), ("收单机构", "示例支付服务"), ("交易号", PAY), ("商户单号", MERCHANT)) + '</div><div class="card">' + rows(("账单分类", "服饰装扮"), ("计入收支", "是")) + '</div>', "#f4f4f4")),
 "logistics": (780, phone("18:55", "物流详情", f'<div class="card">{rows(("圆通快递", PARCEL), ("订单编号", ORDER))}</div>' + track(("已签收，签收人：本人", "2026-11-06 18:42:10"), ("【示例市】快递员正在派件", "2026-11-06 15:06:33"), ("【示例市】快件到达演示区营业部", "2026-11-06 09:17:52"), ("快件已发往示例市转运中心", "2026-11-05 02:41:18"), ("【样张县】商家已交件，圆通已揽收", "2026-11-04 16:20:05"), ("商家已发货", "2026-11-04 14:02:47")))),
 "waybill-photo": (480, photo(f'<div style="position:absolute;left:52px;top:70px;width:258px;height:330px;background:#fdfcf7;transform:rotate(-4deg);padding:14px;box-shadow:0 6px 18px #0006"><div style="display:flex;justify-content:space-between;font-weight:700;font-size:17px"><span>圆通快递</span><span>标准件</span></div><div style="height:48px;margin:10px 0 2px;background:repeating-linear-gradient(90deg,#111 0 2px,#fff 2px 4px,#111 4px 5px,#fff 5px 8px,#111 8px 11px,#fff 11px 13px)"></div><div style="text-align:center;font-size:15px;letter-spacing:1px">{PARCEL}</div><hr style="margin:10px 0"><div style="font-size:13px">收　林**　138****0000<br>示例市演示区样张路 1 号</div><hr style="margin:10px 0"><div style="font-size:13px">寄　{SHOP}<br>样张县示范工业园 3 号</div><hr style="margin:10px 0"><div style="font-size:12px">物品：服装　1 件　0.9 kg<br>2026-11-04 16:20</div></div>', "linear-gradient(120deg,#b58b5c,#8f6a41)")),
 "label-photo": (480, photo('<div style="position:absolute;left:0;right:0;top:0;bottom:0;background:repeating-linear-gradient(0deg,#0000 0 58px,#0003 58px 62px)"></div><div style="position:absolute;left:176px;top:26px;width:3px;height:60px;background:#ddd;transform:rotate(8deg)"></div><div style="position:absolute;left:92px;top:78px;width:184px;height:350px;background:#fbfaf6;border-radius:6px;transform:rotate(3deg);padding:18px 16px;box-shadow:0 8px 20px #0007"><div style="width:14px;height:14px;border-radius:9px;background:#56665a;margin:0 auto 12px"></div><div style="text-align:center;font-size:21px;font-weight:700">暖冬</div><div style="text-align:center;font-size:12px;margin-bottom:12px">合格证</div><div style="font-size:13px;line-height:25px">品名：女式羽绒服<br>货号：ND-2611<br>号型：160/84A（M）<br>填充物：白鸭绒<br><b style="font-size:17px">含绒量：90%</b><br>充绒量：180 g<br>执行标准：GB/T 14272<br>等级：一等品<br>检验：合格</div></div>', "#65786a")),
 "goods-photo": (480, photo(f'<div style="position:absolute;left:-30px;top:20px;transform:rotate(-6deg)">{jacket(420, "#6b7f6d", True)}</div><div style="position:absolute;left:196px;top:300px;width:96px;height:96px;border:0;border-radius:50%;box-shadow:0 0 40px 20px #fff2"></div>', "#d8cfc0")),
 "test-report": (509, '<body style="background:#fff;height:509px;padding:26px 26px;font-family:\'Noto Serif CJK SC\',serif"><div style="text-align:center;font-size:17px;font-weight:700">示例纺织品检测中心</div><div style="text-align:center;font-size:20px;font-weight:700;margin:4px 0 2px">检 验 报 告</div><div style="text-align:center;font-size:10px;margin-bottom:12px">编号：示检（2026）第 11-0457 号</div><style>td{border:1px solid #333;padding:4px 6px;font-size:11px;line-height:16px}table{border-collapse:collapse;width:100%}</style><table><tr><td>样品名称</td><td>女式羽绒服</td><td>型号规格</td><td>ND-2611　M</td></tr><tr><td>送检人</td><td>林小满（化名）</td><td>送检日期</td><td>2026-11-08</td></tr><tr><td>检验依据</td><td colspan="3">GB/T 14272 羽绒服装</td></tr></table><table style="margin-top:10px"><tr><td>检验项目</td><td>标示值</td><td>实测值</td><td>判定</td></tr><tr><td>绒子含量（%）</td><td>90</td><td><b>45.2</b></td><td><b>不符合</b></td></tr><tr><td>充绒量（g）</td><td>180</td><td>163</td><td>不符合</td></tr><tr><td>蓬松度（cm）</td><td>≥ 15.5</td><td>9.8</td><td>不符合</td></tr></table><div style="font-size:12px;margin-top:12px"><b>检验结论：</b>所检项目中绒子含量、充绒量、蓬松度与标示不符。</div><div style="font-size:10px;color:#555;margin-top:14px">说明：样品由送检人提供，本报告仅对来样负责。本页为演示材料，检测机构与数据均为虚构。</div><div style="display:flex;justify-content:space-between;font-size:11px;margin-top:30px"><span>检验：甲某</span><span>审核：乙某</span><span>2026-11-11</span></div></body>'),
 "chat-1112-a": (780, chat("14:03", [("t", "2026-11-12 14:03:27"), ("me", "羽绒服的含绒量和页面写的不一样"), ("x", "亲亲，我们是按照国家标准生产的"), ("me", "我送检了，绒子含量只有 <b>45.2%</b>，页面和吊牌都写 90%"), ("x", "请问您的订单号是？"), ("me", ORDER), ("x", "我们这边可以补偿您 20 元优惠券"), ("me", "不接受，要求退货退款，并按承诺赔偿")])),
 "chat-1112-b": (780, chat("14:26", [("t", "2026-11-12 14:21:03"), ("x", "亲，检测有误差的，也可能和洗涤有关"), ("me", "衣服没有洗过，吊牌还在，是直接送检的"), ("x", "最多可以给您退 50 元，您看可以吗"), ("me", "请说明为什么是 50 元。页面写的是检测不符全额退款"), ("x", "这个是客服主管批的最高额度了亲"), ("me", "那我申请平台介入")], "81%")),
 "chat-1114": (780, chat("09:12", [("t", "2026-11-14 09:05:44"), ("me", "检测报告已经发给你们两天了，请给答复"), ("x", "您好，系统显示您 11 月 10 日已经确认收货，确认收货后不支持退款的"), ("me", "确认收货不影响质量问题的退货"), ("x", "抱歉亲，规则就是这样，建议您自己留着穿"), ("t", "09:11:20"), ("me", "我已经提交售后，平台会处理")], "64%")),
 "aftersale-record": (780, phone("09:34", "售后详情", '<div class="card" style="background:#3d4f63;color:#fff"><div class="big">平台介入中</div><div style="font-size:13px;opacity:.9">平台将在核实后给出处理结果，请留意消息</div></div>' + f'<div class="card">{GOODS}</div><div class="card">' + rows(("售后类型", "退货退款"), ("退款原因", "商品与描述不符"), ("退款金额", "¥386.00"), ("申请时间", "2026-11-14 09:31:57"), ("售后单号", AFTER), ("订单编号", ORDER)) + '</div>' + track(("平台已介入", "2026-11-14 09:33:20"), ("商家拒绝：已确认收货", "2026-11-14 09:32:41"), ("买家提交申请", "2026-11-14 09:31:57")))),
 "chat-1115": (780, chat("16:42", [("t", "2026-11-15 16:37:09"), ("x", "您好，看到您写了差评，麻烦先删除一下"), ("x", "删除以后我们给您退 100 元，微信转给您"), ("me", "请在平台上按售后流程处理"), ("x", "不删的话这边就没办法帮您申请了"), ("me", "我会保留聊天记录，交给平台")], "58%")),
 "review": (780, phone("16:44", "我的评价", f'<div class="card">{GOODS}</div><div class="card"><div style="display:flex;justify-content:space-between"><span class="h">林小满（化名）</span><span class="dim">2026-11-14</span></div><div>页面和吊牌都写含绒量 90%，送检实测 45.2%。商家先说补 20 元券，又说最多退 50 元，后来说确认收货了不能退。希望平台核实。</div><div style="display:flex;gap:8px;margin-top:10px"><div class="gi">{jacket(84, "#6b7f6d", True)}</div><div class="gi" style="background:#fbfaf6;font-size:11px;padding:10px">含绒量<br><b style="font-size:16px">45.2%</b><br>不符合</div></div><div class="dim" style="margin-top:10px;font-size:12px">浏览 126　有用 9</div></div><div class="card"><div class="h">商家回复</div><div class="dim">亲，已联系您，请查看消息，谢谢。</div></div>')),
}
JPEG = {"waybill-photo", "label-photo", "goods-photo", "test-report"}

def main():
    args = argparse.ArgumentParser()
    args.add_argument("--chromium", default="chromium")
    args.add_argument("--only")
    args = args.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        for name, (height, body) in PAGES.items():
            if args.only and name != args.only:
                continue
            page, shot = pathlib.Path(tmp, "p.html"), pathlib.Path(tmp, "p.png")
            page.write_text(f'<!doctype html><meta charset="utf-8"><html lang="zh-CN"><style>{CSS}body{{height:{height}px}}</style>{body}', "utf-8")
            subprocess.run([args.chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=3",
                            f"--window-size=360,{height}", f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
            picture = Image.open(shot).convert("RGB").crop((0, 0, 1080, height * 3))
            if name in JPEG:
                picture.save(OUT / f"{name}.jpg", quality=48 if name == "waybill-photo" else 60, optimize=True, progressive=False)
            else:
                picture.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
            print(name, next(OUT.glob(f"{name}.*")).stat().st_size)

if __name__ == "__main__":
    main()
