//! The words of a dispute: cases, evidence, identifiers, times, hashes. Plain data, no disk, no clock.

mod browse;
mod case;
mod custody;
mod digest;
mod dispute;
mod evidence;
mod filing;
mod finding;
mod hash;
mod hint;
mod identifier;
mod job;
mod lang;
mod mask;
mod own;
mod password;
mod rules;
mod series;
mod time;
mod times;
mod timestamp;

pub use browse::{BulkEdit, BulkField, EvidenceChoice, EvidenceFilter, FileClass, GroupKey, Place, SortKey};
pub use case::{Case, CaseFacts, CaseId, CaseStatus, Fen, Platform, SellerType};
pub use custody::{Chain, ChainBreak, CustodyEntry, Event, GENESIS, verify_chain};
pub use digest::{Algorithm, Digests};
pub use dispute::{Dispute, DisputeId, DisputeKind, Talk, TalkId, Way};
pub use evidence::{Evidence, EvidenceFacts, EvidenceId, EvidenceKind, Kept, MediaInfo, Number, Origin};
pub use filing::{Complaint, Filing, FilingId, Outcome, SavedDraft, Unavailable};
pub use finding::{BundleAbout, BundleKind, Finding, Growth, PreviousReport, Verdict, VerifyReport};
pub use hash::{Hasher, Sha256, hash_bytes};
pub use hint::{Advice, Hint, MaskAdvice, Missing};
pub use identifier::{Identifier, IdentifierId, IdentifierKind, Provider, normalize_identifier};
pub use job::{Job, Progress};
pub use lang::Lang;
pub use mask::{ExportMode, Mask, MaskBox};
pub use own::{OwnData, OwnField, asked_of_complainant};
pub use password::Password;
pub use rules::{
    About, Award, Both, CalendarYear, Can, Cause, Caution, Channel, ChannelField, ChannelKind, Channels, Checklist,
    ChecklistLine, Checklists, ClaimRule, Claims, Confidence, DaysOff, Deadline, DeadlineList, DeadlineRule, Deadlines,
    Demand, Draft, DraftField, DraftOwn, DraftSaved, Extra, Fact, FieldId, FileLimits, Holidays, Item, Law, Laws,
    Length, Needs, Occasion, Pack, Paper, Party, Pick, Remark, Rule, Source, Trigger, Unit,
};
pub use series::{Overlap, Series, SeriesId, SeriesPage};
pub use time::{Stamp, When};
pub use times::{NamePattern, NameTime, TimeOrigin, TimeSource, Times, Told, placed};
pub use timestamp::{Refusal, TimeAuthority, TimeAuthorityId, TimestampId, TimestampState, TokenReport, TokenState};
