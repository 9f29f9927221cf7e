//! "Did you mean": the known word that a mistyped one most likely stands for.
//!
//! `guarantor` suggests `guarantors` (one letter off); `army` suggests nothing among `troops` and `guarantors`.

/// The word of `among` that `word` most likely stands for, if one is near enough; the first of several equally near.
///
/// Near enough is at most a third of the letters changed (at least one, for short words; a swap of neighbors is one
/// change), letter case and the difference between `-`, `_` and space left out of account.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes a name this long; the distance is quadratic in the lengths.
    const LONGEST: usize = 200;
    if word.len() > LONGEST {
        return None;
    }
    let plain = plain(word);
    let length = plain.chars().count();
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in among {
        if candidate.len() > LONGEST {
            continue;
        }
        let other = self::plain(candidate);
        let longer = length.max(other.chars().count());
        let allowed = (longer / 3).max(1);
        if length.abs_diff(other.chars().count()) > allowed {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&plain, &other);
        if distance <= allowed && distance < longer && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The word in small letters, with `_` for what people write in its place.
fn plain(word: &str) -> String {
    word.chars()
        .map(|letter| if matches!(letter, '-' | ' ') { '_' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        let known = ["guarantors", "troops", "nato_ban"];
        assert_eq!(nearest("guarantor", known), Some("guarantors"));
        assert_eq!(nearest("trops", known), Some("troops"));
        assert_eq!(nearest("NATO-ban", known), Some("nato_ban"));
        assert_eq!(nearest("army", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn the_first_of_equally_near_words_is_suggested() {
        assert_eq!(nearest("cat", ["car", "can"]), Some("car"));
    }
}
