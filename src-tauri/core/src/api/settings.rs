//! Settings, and the state of the vault for the foot of the case list.

use super::{Session, Settings, VaultInfo};
use crate::error::{Code, Error, Result};
use crate::model::{Advice, Lang, MaskAdvice};
use crate::{filing, vault};

/// All advice on capturing evidence; needs no vault.
pub fn advice() -> Vec<Advice> {
    filing::advice()
}

/// What to mask for whom, and what not to; needs no vault.
pub fn mask_advice(lang: Lang) -> Vec<MaskAdvice> {
    filing::mask_advice(lang)
}

const SETTINGS: &str = "settings";

impl Session {
    /// What can't be read is the default.
    pub fn settings(&self) -> Result<Settings> {
        let text = self.vault.read(|f| f.setting(SETTINGS))?;
        Ok(text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default())
    }

    pub fn settings_save(&self, settings: &Settings) -> Result<Settings> {
        let text = serde_json::to_string(settings).map_err(|e| Error::new(Code::Internal).because(e))?;
        self.vault.write(|tx| tx.set_setting(SETTINGS, Some(&text)))?;
        self.settings()
    }

    pub fn vault_info(&self) -> Result<VaultInfo> {
        let (cases, (evidence, bytes)) = self.vault.read(|f| Ok((f.case_count()?, f.evidence_totals()?)))?;
        let (checked, checked_whole, check_unfinished) = self.last_check()?;
        Ok(VaultInfo {
            path: self.vault.dir().display().to_string(),
            cases,
            evidence,
            bytes,
            unfiled: u32::try_from(self.unfiled_blobs()?.len()).unwrap_or(u32::MAX),
            checked,
            checked_whole,
            check_unfinished,
            synced_by: vault::synced_by(self.vault.dir()).map(str::to_owned),
        })
    }
}
