//! What can be typed. `--help` is made from these lines.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use liuzheng_core::model::Lang;

use crate::filing::{ChecklistArgs, ComplaintCommand, DeadlinesArgs, DraftArgs, FilingCommand};
use crate::mask::MaskCommand;
use crate::own::OwnCommand;
use crate::rules::{ChannelsCommand, ClaimArgs, RulesCommand};
use crate::timestamp::TimestampCommand;
use crate::told::{EventCommand, TalkCommand};
use crate::upload::UploadArgs;

/// 留证 Liuzheng: keep the evidence of an online purchase dispute, offline, and hand it over checkable.
#[derive(Parser)]
#[command(name = "liuzheng-cli", version, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done; 1 done with findings (altered evidence, refused files); \
2 unusable input or usage; 3 environment (disk full, no permission, vault in use).\n\
LIUZHENG_NOW (RFC 3339) replaces the clock for reproducible output.")]
pub struct Options {
    /// The vault's folder (default: the one that the window uses)
    #[arg(long, global = true, value_name = "DIR")]
    pub vault: Option<PathBuf>,
    /// Print one JSON value on stdout; progress goes to stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of messages and of what is printed: zh-CN or en (default: the system's)
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh-CN", "en"])]
    pub lang: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

impl Options {
    pub fn lang(&self) -> Lang {
        let system =
            || ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|s| !s.is_empty()));
        match self.lang.clone().or_else(system) {
            Some(locale) => Lang::from_locale(&locale),
            None => Lang::ZhCn,
        }
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Make an empty vault
    Init,
    /// Build a damaged vault anew from what can still be read; the damaged file is set aside, never deleted
    Recover,
    /// Cases: one dispute with one seller about one purchase
    #[command(subcommand)]
    Case(CaseCommand),
    /// Numbers of a case: order, payment, tracking ...
    #[command(subcommand)]
    Id(IdCommand),
    /// Take files into a case, byte for byte; the files themselves are never changed
    Import(ImportArgs),
    /// Pieces of evidence
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Masks: solid boxes over a picture; the copy with them goes into masked bundles, the original is never touched
    #[command(subcommand)]
    Mask(MaskCommand),
    /// What happened in the dispute
    #[command(subcommand)]
    Event(EventCommand),
    /// The negotiation log: talks with the other side
    #[command(subcommand)]
    Talk(TalkCommand),
    /// Events, talks and evidence of a case by time
    Timeline { case: String },
    /// Conversations: pages that belong to one scroll, in reading order
    #[command(subcommand)]
    Series(SeriesCommand),
    /// Hint at pictures that look alike; nothing is merged or dropped
    Alike {
        /// Id of the case
        case: String,
    },
    /// Rules of law and platforms, with source and confidence; needs no vault
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Compute an amount by a formula; needs no vault
    Claim(ClaimArgs),
    /// Where a complaint can go; needs no vault
    #[command(subcommand)]
    Channels(ChannelsCommand),
    /// By when who has to act
    Deadlines(DeadlinesArgs),
    /// What a channel asks for: have, missing, not available
    Checklist(ChecklistArgs),
    /// Draft a text for a channel from the facts of a case
    Draft(DraftArgs),
    /// Steps taken with channels: complaints handed in, their numbers and answers
    #[command(subcommand)]
    Filing(FilingCommand),
    /// What is asked for, and of whom
    #[command(subcommand)]
    Complaint(ComplaintCommand),
    /// Make pictures for a channel: cut, merged, recompressed and numbered to fit what it takes
    UploadSet(UploadArgs),
    /// Who complains: name, phone, address, ID number; used only where a channel asks for it or where you say so
    #[command(subcommand)]
    Own(OwnCommand),
    /// Write a bundle (ZIP) that anybody can check with stock tools
    Export(ExportArgs),
    /// Check a bundle (ZIP or unpacked folder); needs no vault
    Verify {
        /// The ZIP, or the folder it was unpacked to
        bundle: PathBuf,
        /// PEM of the roots of services of trusted time that you believe; never those of the bundle
        #[arg(long, value_name = "CA.pem")]
        trust: Option<PathBuf>,
        /// A bundle of the same case that was made before: whether the custody log goes on from it
        #[arg(long, value_name = "BUNDLE")]
        previous: Option<PathBuf>,
    },
    /// Trusted timestamps (RFC 3161): a service signs a hash and the time
    #[command(subcommand)]
    Timestamp(TimestampCommand),
    /// Find text in titles, sellers, numbers, descriptions and file names
    Search(SearchArgs),
    /// Show the custody log of a case, oldest entry first
    Log {
        /// Id of the case
        case: String,
    },
    /// Re-hash every original and walk every custody chain
    Check {
        /// Go on with a check that was cancelled
        #[arg(long)]
        resume: bool,
    },
    /// Measurements (benchmark build only)
    #[cfg(feature = "bench")]
    #[command(subcommand)]
    Bench(BenchCommand),
}

#[derive(Subcommand)]
pub enum CaseCommand {
    /// Make a case
    New {
        #[arg(long)]
        title: String,
        /// taobao, tmall, pinduoduo, jd, suning, dangdang, vip, douyin, xianyu, meituan, eleme, amazon, other
        #[arg(long)]
        platform: String,
        #[command(flatten)]
        facts: CaseArgs,
    },
    /// List cases, last changed first
    List {
        /// Only cases whose title, seller, goods or numbers contain this
        #[arg(long, default_value = "")]
        query: String,
    },
    /// Show one case
    Show { id: String },
    /// Change facts of a case; what is not given stays
    Edit {
        id: String,
        #[arg(long)]
        title: Option<String>,
        #[arg(long)]
        platform: Option<String>,
        #[command(flatten)]
        facts: CaseArgs,
    },
    /// Remove a case with its evidence; its custody log stays and says so
    Remove {
        id: String,
        /// Yes, remove it for good
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Subcommand)]
pub enum SeriesCommand {
    /// Propose conversations from overlapping pages; nothing is changed
    Detect { case: String },
    /// Confirm an order; the pages leave any conversation they were in
    Set {
        case: String,
        /// Ids of the pages in reading order
        #[arg(long, required = true, value_delimiter = ',', value_name = "ID,ID,...")]
        evidence: Vec<String>,
        #[arg(long, default_value = "")]
        title: String,
    },
    /// List confirmed conversations
    List { case: String },
    /// Take an order back; the evidence stays
    Remove { id: i64 },
}

#[derive(Args)]
pub struct CaseArgs {
    /// Seller or shop, as the platform shows it
    #[arg(long)]
    pub merchant: Option<String>,
    /// self_operated or third_party
    #[arg(long)]
    pub seller_type: Option<String>,
    #[arg(long)]
    pub goods: Option<String>,
    /// Paid, in yuan: 128.50
    #[arg(long)]
    pub amount: Option<String>,
    /// Time of the order: 2026-11-03, "2026-11-03 14:02", or RFC 3339
    #[arg(long, value_name = "T")]
    pub purchased_at: Option<String>,
    #[arg(long, value_name = "T")]
    pub paid_at: Option<String>,
    #[arg(long, value_name = "T")]
    pub received_at: Option<String>,
    /// collecting, negotiating, platform_step, filed, resolved, closed
    #[arg(long)]
    pub status: Option<String>,
    #[arg(long)]
    pub note: Option<String>,
}

#[derive(Subcommand)]
pub enum IdCommand {
    /// Note a number; what it looks like is only hinted, nothing is refused
    Add {
        case: String,
        #[command(flatten)]
        draft: IdArgs,
    },
    /// Change a number
    Edit {
        id: i64,
        #[command(flatten)]
        draft: IdArgs,
    },
    /// Remove a number
    Remove { id: i64 },
}

#[derive(Args)]
pub struct IdArgs {
    /// order_number, payment_serial, merchant_order, tracking_number, invoice_number, invoice_code,
    /// complaint_number, aftersale_number, credit_code, phone, other
    #[arg(long)]
    pub kind: String,
    #[arg(long)]
    pub value: String,
    /// alipay, wechat_pay, unionpay, jd_pay, bank, sf, yto, zto, sto, yunda, jdl, jt, deppon, ems, cainiao, 12315,
    /// consumer_association, platform, other
    #[arg(long)]
    pub provider: Option<String>,
    #[arg(long, default_value = "")]
    pub note: String,
}

#[derive(Args)]
pub struct ImportArgs {
    pub case: String,
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Take every non-empty regular file of folders, hidden ones too; symlinks are refused
    #[arg(long)]
    pub recursive: bool,
    /// Kind of all of them, such as chat_aftersale
    #[arg(long)]
    pub kind: Option<String>,
    /// Time shown in the picture
    #[arg(long, value_name = "T")]
    pub shown_at: Option<String>,
}

#[derive(Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one value, made once")]
pub enum EvidenceCommand {
    /// List the evidence of a case in its order
    List { case: String },
    /// Describe a piece; what is not given stays
    Edit {
        id: String,
        #[arg(long)]
        kind: Option<String>,
        #[arg(long)]
        title: Option<String>,
        /// What it is to prove
        #[arg(long)]
        proves: Option<String>,
        /// Time shown in the picture; unknown: you looked and can't tell; empty: not told
        #[arg(long, value_name = "T")]
        shown_at: Option<String>,
        #[command(flatten)]
        carrier: CarrierArgs,
        #[arg(long)]
        source_platform: Option<String>,
        #[arg(long)]
        source_app: Option<String>,
        #[arg(long)]
        source_device: Option<String>,
        #[arg(long)]
        captured_by: Option<String>,
        #[arg(long)]
        note: Option<String>,
    },
    /// Write the original, byte for byte, to a new file
    Get {
        id: String,
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Put a piece at a place of its case, from 1
    Move {
        id: String,
        #[arg(long, value_name = "PLACE")]
        to: u32,
    },
    /// Remove pieces; a custody entry stays, the bytes go when nothing else uses them
    Remove {
        #[arg(required = true)]
        ids: Vec<String>,
        /// Yes, remove them for good
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct CarrierArgs {
    /// The device on which the original lies
    #[arg(long, value_name = "DEVICE")]
    pub carrier_device: Option<String>,
    /// Whether the chat or file is still there: yes, no or unknown; empty: not told
    #[arg(long, value_name = "yes|no|unknown")]
    pub carrier_kept: Option<String>,
    #[arg(long, value_name = "NOTE")]
    pub carrier_note: Option<String>,
}

#[derive(Args)]
pub struct ExportArgs {
    pub case: String,
    #[arg(long, value_name = "FILE.zip")]
    pub to: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub replace: bool,
    /// Ask this service for a trusted timestamp; only a hash is sent. Without an answer the bundle is written all the same
    #[arg(long, value_name = "URL")]
    pub tsa: Option<String>,
    /// PEM of the root of that service, to check what comes
    #[arg(long, value_name = "CA.pem", requires = "tsa")]
    pub tsa_root: Option<PathBuf>,
    /// original, or masked: masked copies and copies without metadata in the place of originals, fewer words
    #[arg(long, default_value = "original", value_parser = ["original", "masked"])]
    pub mode: String,
    /// Ids of pieces whose originals go into a masked bundle all the same
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub release: Vec<String>,
    /// Only tell what would be written, and what would not
    #[arg(long)]
    pub plan: bool,
    /// A bundle of the same case that was made before, to be named as the one that this goes on from; else the last that
    /// the custody log tells of is
    #[arg(long, value_name = "BUNDLE")]
    pub previous: Option<PathBuf>,
    /// Encrypt the files of the ZIP (AES-256) with the first line of this file; names stay visible, 7-Zip opens it
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Leave out the report as PDF and the small pictures of the list; the report for browsers stays
    #[arg(long)]
    pub no_pdf: bool,
    /// Print the number of a character that no font has ([U+F123]) instead of stopping
    #[arg(long, conflicts_with = "no_pdf")]
    pub replace_missing: bool,
    /// Of your own data what goes in, with commas: name, phone, address, id_number; nothing without this
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    pub with_own: Vec<String>,
    /// Where it is for: its complaint goes in as a document and into the report
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Option<String>,
    /// Put the upload set of this channel into data/upload/
    #[arg(long, value_name = "CHANNEL")]
    pub upload_for: Option<String>,
}

#[derive(Args)]
pub struct SearchArgs {
    pub query: String,
    /// Only in this case
    #[arg(long, value_name = "ID")]
    pub case: Option<String>,
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

#[cfg(feature = "bench")]
#[derive(Subcommand)]
pub enum BenchCommand {
    /// Import with thumbnails, as the window does
    ImportWithThumbnails(ImportArgs),
    /// Make every missing thumbnail of a case
    Thumbnails { case: String },
    /// Cut every large picture of a case into tiles, as the viewer does
    Tiles { case: String },
    /// Import files one by one and print the milliseconds of each
    OneByOne(ImportArgs),
}
