//! Taking bytes away: only those that `erase` names and nothing refers to, looked at again under the writer's lock.

use super::Vault;
use crate::error::Result;
use crate::model::Sha256;

impl Vault {
    /// Carries out every pending erase, then gives the room back and empties the WAL. Returns what went.
    ///
    /// An import of the same bytes forgets the erase (durably, under the same lock) before it relies on them, so the
    /// two can't cross; a crash at any point is carried on by the next open.
    pub fn finish_erases(&self) -> Result<Vec<Sha256>> {
        let mut gone = Vec::new();
        for sha256 in self.read(|f| f.erases())? {
            let mut writer = self.originals_writer()?;
            let wanted = self.read(|f| Ok(f.erase_pending(&sha256)? && !f.is_used(&sha256)?))?;
            if wanted {
                writer.erase(&sha256)?;
                gone.push(sha256);
            }
            self.write(|tx| tx.forget_erase(&sha256))?;
            drop(writer);
            if wanted && let Ok(previews) = self.previews() {
                previews.remove(&sha256)?;
            }
        }
        if !gone.is_empty() {
            self.originals_writer()?.shrink()?;
            self.checkpoint()?;
        }
        Ok(gone)
    }
}
