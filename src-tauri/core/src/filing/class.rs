//! 证据种类 for the list of evidence (民事证据规定 art. 19; 民事诉讼法 art. 66).

use crate::model::EvidenceKind;

/// Key of `terms.json`. A suggestion: the one who judges decides.
///
/// Web pages, chats, transaction records and picture, sound and film files are electronic data (民事证据规定 art. 14).
/// A recording of a call is audio-visual material, to which the rules for electronic data apply when it is stored
/// electronically (民诉法解释 art. 116). Papers that are photographed or scanned stay documents; a test report that the
/// user ordered is one too, not an expert opinion, which a court appoints (民事诉讼法 art. 79).
pub fn evidence_class(kind: Option<EvidenceKind>) -> &'static str {
    match kind {
        Some(EvidenceKind::Call) => "class.audio_visual",
        Some(EvidenceKind::Invoice | EvidenceKind::TestReport | EvidenceKind::Loss) => "class.documentary",
        _ => "class.electronic_data",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::words;

    #[test]
    fn every_kind_has_a_class_with_a_word_and_screens_are_electronic_data() {
        for kind in EvidenceKind::ALL {
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(words::has(lang, "terms", evidence_class(Some(*kind))), "{kind:?}");
            }
        }
        for kind in
            [EvidenceKind::ChatAftersale, EvidenceKind::ProductPage, EvidenceKind::Payment, EvidenceKind::GoodsPhoto]
        {
            assert_eq!(evidence_class(Some(kind)), "class.electronic_data", "{kind:?}");
        }
        assert_eq!(evidence_class(None), "class.electronic_data");
    }
}
