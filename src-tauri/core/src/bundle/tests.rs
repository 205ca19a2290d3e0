//! Bundles written, checked and tampered with, on a temporary folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, json};
use tempfile::TempDir;

use super::*;
use crate::error::{Code, Error, Result};
use crate::model::{
    CaseFacts, CaseStatus, Chain, DisputeId, DisputeKind, Event, EvidenceFacts, EvidenceId, EvidenceKind, Fen,
    IdentifierId, IdentifierKind, Job, Kept, MediaInfo, NamePattern, Origin, Platform, Provider, SellerType, Sha256,
    TalkId, Verdict, VerifyReport, Way, When, hash_bytes,
};

mod plain;
mod previous;
mod printing;
mod tampering;
mod writing;
mod zips;

/// A grey pixel.
const PIXEL: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\
    \x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\
    \x81\x77\xcd\x72\xb6\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// A case and the bytes of its originals.
struct Sample {
    material: Material,
    bytes: BTreeMap<Sha256, Vec<u8>>,
}

fn stamp(at: &str) -> Stamp {
    Stamp { at: at.into(), tz: "+08:00".into() }
}

fn maker() -> Maker {
    Maker { at: stamp("2026-11-23T01:32:18Z"), clock_set: false, app: "liuzheng 0.1.0".into() }
}

fn originals() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    vec![
        ("聊天记录 1.png", "image/png", PIXEL.to_vec()),
        ("IMG_0001.JPG", "image/jpeg", vec![0xff; 70_000]),
        ("订单.dat", "application/octet-stream", b"order 2026110322001411862".to_vec()),
    ]
}

fn sample() -> Sample {
    sample_of(originals())
}

fn sample_of(originals: Vec<(&str, &str, Vec<u8>)>) -> Sample {
    let id: crate::model::CaseId = "7c1e94b05ad2f368".parse().expect("16 hex digits");
    let (mut chain, mut custody, mut evidence, mut bytes) = (Chain::empty(), Vec::new(), Vec::new(), BTreeMap::new());
    let mut log = |event, number, sha256, detail| {
        let at = stamp("2026-11-22T02:00:00Z");
        let e = chain.seal(&at, false, "liuzheng 0.1.0", event, number, sha256, detail).expect("an entry seals");
        chain = chain.after(&e);
        custody.push(e.line);
    };
    log(Event::CaseCreated, None, None, Map::new());
    for (i, (name, kind, content)) in originals.into_iter().enumerate() {
        let (number, sha256) = (Number(i as u32 + 1), hash_bytes(&content));
        let detail = json!({ "bytes": content.len() }).as_object().cloned().unwrap_or_default();
        log(Event::EvidenceImported, Some(number), Some(sha256), detail);
        evidence.push(Evidence {
            id: EvidenceId(i as i64 + 1),
            case: id.clone(),
            number,
            sha256,
            size: content.len() as u64,
            name: name.to_owned(),
            origin: Origin::File,
            media: MediaInfo { media_type: kind.into(), preview: kind == "image/png", ..MediaInfo::default() },
            facts: EvidenceFacts {
                kind: Some(EvidenceKind::ChatAftersale),
                title: format!("第 {} 件", i + 1),
                proves: "商家承认含绒量不足".into(),
                shown_at: Some(When { at: "2026-11-12".into(), tz: "+08:00".into() }),
                carrier_device: "小米 14".into(),
                carrier_kept: Some(Kept::Yes),
                ..EvidenceFacts::default()
            },
            file_at: Some(stamp("2026-11-12T06:03:27Z")),
            imported: stamp("2026-11-22T02:00:00Z"),
            verified_at: None,
        });
        bytes.insert(sha256, content);
    }
    let facts = CaseFacts {
        title: "羽绒服含绒量不符".into(),
        platform: Platform::Pinduoduo,
        seller: "暖冬服饰官方店".into(),
        seller_type: Some(SellerType::ThirdParty),
        goods: "羽绒服".into(),
        amount_fen: Some(Fen(38_600)),
        ordered_at: None,
        paid_at: None,
        received_at: None,
        status: CaseStatus::Collecting,
        note: "实测 45.2%。".into(),
    };
    let identifier = Identifier {
        id: IdentifierId(1),
        case: id.clone(),
        kind: IdentifierKind::PaymentSerial,
        provider: Some(Provider::Alipay),
        value: "2026110322001411862052760189".into(),
        normalized: "2026110322001411862052760189".into(),
        note: String::new(),
        added: stamp("2026-11-22T02:00:00Z"),
    };
    let case = Case { id, facts, created: stamp("2026-11-22T01:00:00Z") };
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
            ["20261103", "2200", "1411", "8620", "5276", "0189"].map(str::to_owned).to_vec(),
        )]),
        identifiers: vec![identifier],
        series: Vec::new(),
        custody,
        earlier: Vec::new(),
        custody_proofs: Vec::new(),
        going: Default::default(),
        asked: Asked::default(),
        previous: None,
    };
    Sample { material, bytes }
}

impl Sample {
    fn plan(&self, lang: Lang) -> Plan {
        plan(self.material.clone(), Options { lang }, maker(), None).expect("a case can be planned")
    }

    fn write_to(&self, target: &Path, replace: Replace, job: &Job) -> Result<Written> {
        write(&self.plan(Lang::ZhCn), &mut |hash, sink| self.pieces(hash, sink), target, replace, None, job)
    }

    fn pieces(&self, hash: &Sha256, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let bytes = self.bytes.get(hash).ok_or_else(|| Error::new(Code::OriginalMissing))?;
        bytes.chunks(16 << 10).try_for_each(sink)
    }

    fn written(&self) -> (TempDir, PathBuf, Written) {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("包.zip");
        let written = self.write_to(&path, Replace::No, &Job::quiet()).expect("a bundle is written");
        (folder, path, written)
    }
}

fn check(path: &Path) -> VerifyReport {
    verify(path, &timestamp::Trust::none(), &Job::quiet()).expect("nothing is wrong with this computer")
}

/// Verdict and findings as a text to compare whole.
fn told(report: &VerifyReport) -> String {
    let mut out = format!("{:?}\n", report.verdict).to_lowercase();
    for f in &report.findings {
        out.push_str(&format!("{} | {} | {}\n", f.code, f.path, f.detail));
    }
    out
}

/// Files of a bundle by their names in the ZIP, in order.
fn unpack(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("a ZIP");
    (0..zip.len())
        .map(|i| {
            let mut entry = zip.by_index(i).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("bytes");
            (entry.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

/// Packs as another program would: deflated.
fn pack(path: &Path, files: &[(String, Vec<u8>)]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).expect("a file"));
    for (name, bytes) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a directory");
}

/// A case of so many pieces, for the printed report.
pub fn many(count: u32) -> (Material, Maker) {
    let mut material = sample().material;
    let model = material.evidence[0].clone();
    material.evidence = (1..=count)
        .map(|n| Evidence {
            id: EvidenceId(n.into()),
            number: Number(n),
            name: format!("截图 {n}.png"),
            ..model.clone()
        })
        .collect();
    material.name_times.clear();
    (material, maker())
}
