//! A made-up case with every field filled, and the bundle of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use liuzheng_core::bundle::timestamp::Proof;
use liuzheng_core::bundle::{
    self, Asked, Fonts, Maker, Making, Material, Missing, Options, PaperText, PicturePart, Printing, Replace, Sizes,
    UploadBody, UploadPart, Wanted, Written,
};
use liuzheng_core::model::{
    Both, Case, CaseFacts, CaseId, CaseStatus, Cause, Chain, Checklist, ChecklistLine, Complaint, Confidence, Demand,
    Dispute, DisputeId, DisputeKind, Event, Evidence, EvidenceFacts, EvidenceId, EvidenceKind, Fen, Filing, FilingId,
    Identifier, IdentifierId, IdentifierKind, Job, Kept, Lang, MediaInfo, NamePattern, NameTime, Number, Origin,
    Outcome, OwnData, Paper, Platform, Provider, SellerType, Sha256, Stamp, Talk, TalkId, Way, When, hash_bytes,
};
use liuzheng_tests::screenshots;
use tempfile::TempDir;

pub struct Sample {
    pub material: Material,
    bytes: BTreeMap<Sha256, Vec<u8>>,
}

fn stamp(at: &str) -> Stamp {
    Stamp { at: at.into(), tz: "+08:00".into() }
}

fn png(seed: u64) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let picture = screenshots::chat(seed, 0, 360, 780);
    picture.write_to(&mut out, image::ImageFormat::Png).expect("memory holds it");
    out.into_inner()
}

/// As the report prints it.
fn jpeg(seed: u64) -> PicturePart {
    let mut out = std::io::Cursor::new(Vec::new());
    let picture = screenshots::chat(seed, 0, 360, 780);
    picture.write_to(&mut out, image::ImageFormat::Jpeg).expect("memory holds it");
    PicturePart { jpeg: out.into_inner(), width: 360, height: 780 }
}

type Piece = (String, &'static str, Vec<u8>);

/// `pieces` screenshots, a recording and an unknown file.
pub fn sample(pieces: u64) -> Sample {
    let mut files: Vec<Piece> = (0..pieces).map(|i| (format!("微信截图 {i} & 'x'.png"), "image/png", png(i))).collect();
    files.push(("通话录音.m4a".into(), "audio/mp4", vec![3; 5000]));
    files.push(("=cmd|'/C calc'!A0.exe".into(), "application/octet-stream", b"MZ".to_vec()));
    of_files(files)
}

/// `pieces` small texts.
pub fn notes(pieces: u32) -> Sample {
    of_files((0..pieces).map(|i| (format!("{i}.txt"), "text/plain", i.to_be_bytes().to_vec())).collect())
}

fn of_files(files: Vec<Piece>) -> Sample {
    let id: CaseId = "7c1e94b05ad2f368".parse().expect("16 hex digits");
    let (mut chain, mut custody, mut evidence, mut bytes) = (Chain::empty(), Vec::new(), Vec::new(), BTreeMap::new());
    let mut log = |event, number, sha256| {
        let at = stamp("2026-11-22T02:00:00Z");
        let entry = chain.seal(&at, false, "liuzheng 0.1.0", event, number, sha256, serde_json::Map::new());
        let entry = entry.expect("an entry seals");
        chain = chain.after(&entry);
        custody.push(entry.line);
    };
    log(Event::CaseCreated, None, None);
    for (i, (name, kind, content)) in files.into_iter().enumerate() {
        let (number, sha256) = (Number(i as u32 + 1), hash_bytes(&content));
        log(Event::EvidenceImported, Some(number), Some(sha256));
        evidence.push(piece(&id, number, sha256, content.len() as u64, name, kind));
        bytes.insert(sha256, content);
    }
    let at = |at: &str| Some(When { at: at.into(), tz: "+08:00".into() });
    let facts = CaseFacts {
        title: "羽绒服含绒量不符".into(),
        platform: Platform::Pinduoduo,
        seller: "暖冬服饰官方店".into(),
        seller_type: Some(SellerType::ThirdParty),
        goods: "羽绒服".into(),
        amount_fen: Some(Fen(38_600)),
        ordered_at: at("2026-11-03"),
        paid_at: at("2026-11-03T06:02:00Z"),
        received_at: at("2026-11-06"),
        status: CaseStatus::Negotiating,
        note: "页面、吊牌均写含绒量 90%，送检实测 45.2%。\n商家只愿补偿 20 元券。".into(),
    };
    let numbers = [
        (1, IdentifierKind::OrderNumber, Provider::Platform, "261103-754323194875749"),
        (2, IdentifierKind::PaymentSerial, Provider::Alipay, "2026110322001411862052760189"),
    ];
    let identifiers = numbers.map(|(n, kind, provider, value)| Identifier {
        id: IdentifierId(n),
        case: id.clone(),
        kind,
        provider: Some(provider),
        value: value.into(),
        normalized: value.into(),
        note: "手填".into(),
        added: stamp("2026-11-22T02:00:00Z"),
    });
    let case = Case { id, facts, created: stamp("2026-11-22T01:00:00Z") };
    let asked = asked(&case.id);
    let material = Material {
        disputes: vec![Dispute {
            id: DisputeId(1),
            case: case.id.clone(),
            kind: DisputeKind::Refused,
            at: When { at: "2026-11-14T06:03:27Z".into(), tz: "+08:00".into() },
            what: "以<b>确认收货</b>为由拒绝".into(),
            note: "\u{202e}备注".into(),
            amount_fen: Some(Fen(2_000)),
            evidence: vec![EvidenceId(1), EvidenceId(99)],
            added: stamp("2026-11-22T02:00:00Z"),
        }],
        talks: vec![Talk {
            id: TalkId(1),
            case: case.id.clone(),
            at: When { at: "2026-11-14".into(), tz: "+08:00".into() },
            who: "客服小李".into(),
            way: Way::PlatformChat,
            said: "<script>请退货</script>".into(),
            answer: "最多退 50 元".into(),
            evidence: vec![EvidenceId(1)],
            added: stamp("2026-11-22T02:00:00Z"),
        }],
        name_times: std::collections::BTreeMap::from([(
            Number(1),
            NameTime {
                at: Stamp { at: "2026-11-12T06:03:27Z".into(), tz: "+00:00".into() },
                pattern: NamePattern::WechatExport,
            },
        )]),
        case,
        evidence,
        groups: std::collections::BTreeMap::from([(
            IdentifierId(1),
            ["261103-754", "323", "194", "875", "749"].map(str::to_owned).to_vec(),
        )]),
        identifiers: identifiers.into(),
        series: Vec::new(),
        custody,
        earlier: Vec::new(),
        custody_proofs: Vec::new(),
        going: Default::default(),
        asked,
        previous: None,
    };
    Sample { material, bytes }
}

/// Of a case with every field filled: own data that was ticked, a step, a checklist, a complaint.
fn asked(case: &CaseId) -> Asked {
    let at = |at: &str| Some(When { at: at.into(), tz: "+08:00".into() });
    let line = |item: &str, reason: Option<&str>| ChecklistLine {
        item: item.into(),
        text: "付款凭证".into(),
        how: "支付宝账单".into(),
        required: true,
        by: Vec::new(),
        reason: reason.map(str::to_owned),
        basis: String::new(),
        confidence: Confidence::C,
    };
    let channel = Both { zh: "市场监管".into(), en: "Market authority".into() };
    Asked {
        own: OwnData { name: "张小满".into(), phone: "13812345678".into(), ..OwnData::default() },
        complaint: Complaint {
            cause: Some(Cause::Description),
            basis: Some("fraud".into()),
            demands: vec![Demand::Refund],
            amount_fen: Some(Fen(154_400)),
            demand: "<b>道歉</b>".into(),
            seller_address: "杭州市".into(),
        },
        basis: Some(channel.clone()),
        filings: vec![Filing {
            id: FilingId(1),
            case: case.clone(),
            channel: "12315".into(),
            paper: Some(Paper::Complaint),
            at: When { at: "2026-11-20".into(), tz: "+08:00".into() },
            number: "SH 123".into(),
            accepted_at: at("2026-11-21"),
            answered_at: at("2026-11-21T06:02:00Z"),
            answer: "受理".into(),
            ended_at: None,
            outcome: Some(Outcome::Partly),
            due: at("2026-12-01"),
            note: "备注".into(),
            evidence: vec![EvidenceId(1), EvidenceId(99)],
            added: stamp("2026-11-22T02:00:00Z"),
        }],
        channels: BTreeMap::from([("12315".to_owned(), channel)]),
        completeness: Some(Checklist {
            channel: "12315".into(),
            have: vec![line("order", None)],
            missing: vec![line("payment", None)],
            not_available: vec![line("label", Some("已丢弃"))],
            jurisdiction: Vec::new(),
            cautions: Vec::new(),
        }),
        paper: Some(PaperText {
            title: "投诉书".into(),
            text: "投诉书\n\n请求\n退货 <script>".into(),
            docx: b"PK".to_vec(),
        }),
        upload: vec![UploadPart {
            path: "data/upload/12315/清单.txt".into(),
            body: UploadBody::Made("来自 E001".into()),
        }],
    }
}

fn piece(case: &CaseId, number: Number, sha256: Sha256, size: u64, name: String, kind: &str) -> Evidence {
    let picture = kind == "image/png";
    Evidence {
        id: EvidenceId(i64::from(number.0)),
        case: case.clone(),
        number,
        sha256,
        size,
        name,
        origin: Origin::File,
        media: MediaInfo {
            media_type: kind.into(),
            width: picture.then_some(360),
            height: picture.then_some(780),
            orientation: None,
            exif_at: picture.then(|| Stamp { at: "2026-11-12 14:03:27".into(), tz: String::new() }),
            preview: picture,
        },
        facts: EvidenceFacts {
            kind: Some(EvidenceKind::ChatAftersale),
            title: format!("售后聊天 {number}"),
            proves: "商家承认含绒量不足，订单 2026110322001411862".into(),
            source_platform: "拼多多".into(),
            source_app: "微信 8.0".into(),
            source_device: "iPhone 15".into(),
            captured_by: "本人".into(),
            shown_at: Some(When { at: "2026-11-12T06:03:27Z".into(), tz: "+08:00".into() }),
            note: "2026110322001411862".into(),
            shown_unknown: false,
            carrier_device: "小米 14".into(),
            carrier_kept: Some(Kept::Yes),
            carrier_note: "聊天没有删".into(),
        },
        file_at: Some(stamp("2026-11-12T06:03:27Z")),
        imported: stamp("2026-11-22T02:00:00Z"),
        verified_at: None,
    }
}

/// A bundle of `sample`, as ZIP and unpacked by unzip; the folder's name has a blank and Chinese in it.
pub struct Bundle {
    _place: TempDir,
    pub zip: PathBuf,
    pub folder: PathBuf,
    pub written: Written,
}

impl Bundle {
    pub fn of(sample: &Sample, lang: Lang) -> Bundle {
        Bundle::with(sample, lang, |_| None)
    }

    /// `token`: what a service gives for the hash of the evidence list.
    pub fn with(sample: &Sample, lang: Lang, token: impl FnOnce(&Sha256) -> Option<Proof>) -> Bundle {
        Bundle::made(sample, lang, Missing::Refuse, token)
    }

    /// Of words that no font has.
    pub fn odd(sample: &Sample, lang: Lang) -> Bundle {
        Bundle::made(sample, lang, Missing::Number, |_| None)
    }

    fn made(sample: &Sample, lang: Lang, missing: Missing, token: impl FnOnce(&Sha256) -> Option<Proof>) -> Bundle {
        let place = TempDir::new().expect("a temporary folder");
        let inside = place.path().join("收到的 证据");
        std::fs::create_dir(&inside).expect("made");
        let zip = inside.join("证据 包.zip");
        let maker = Maker { at: stamp("2026-11-23T01:32:18Z"), clock_set: true, app: "liuzheng 0.1.0".into() };
        let sizes: Sizes =
            sample.material.evidence.iter().filter(|e| e.media.preview).map(|e| (e.number, (360, 780))).collect();
        let picture = |wanted: &Wanted| Ok(Some(vec![jpeg(wanted.piece as u64)]));
        let making = Making::Now { read: &picture, target: &zip, job: &Job::quiet() };
        let printing = Printing { fonts: Fonts::of_the_system(), missing, sizes, making };
        let mut plan = bundle::plan(sample.material.clone(), Options { lang }, maker, Some(printing)).expect("planned");
        if let Some(proof) = token(&plan.evidence_list()) {
            plan = plan.with_token(&proof).expect("planned");
        }
        let mut read = |hash: &Sha256, sink: &mut dyn FnMut(&[u8]) -> liuzheng_core::Result<()>| {
            sample.bytes[hash].chunks(4096).try_for_each(sink)
        };
        let written = bundle::write(&plan, &mut read, &zip, Replace::No, None, &Job::quiet()).expect("written");
        unpack(&zip, &inside);
        let folder = inside.join(plan.name().trim_end_matches(".zip"));
        Bundle { _place: place, zip, folder, written }
    }
}

fn unpack(path: &Path, to: &Path) {
    let mut zip = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a ZIP");
    zip.extract(to).expect("this one is ours");
}
