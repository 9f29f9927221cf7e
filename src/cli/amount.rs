//! Amounts as people type them: `30s`, `500ms`, `4GiB`, `1_000_000`.

use std::time::Duration;

/// A duration: a number and one of the units `ms`, `s`, `m`, `h`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text)?;
    let seconds = match unit {
        "ms" => number / 1e3,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        "" => return Err(format!("a unit is missing; write `{text}s`, `{text}m` or `{text}h`")),
        other => return Err(format!("unknown unit `{other}`; use `ms`, `s`, `m` or `h`")),
    };
    if seconds <= 0.0 {
        return Err("it must be above zero".to_owned());
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| "it is too long".to_owned())
}

/// A size in bytes: a number and, where it is not plain bytes, one of the units `KiB`, `MiB`, `GiB`, `TiB` (powers of
/// 1,024) or `kB`, `MB`, `GB`, `TB` (powers of 1,000). Letter case does not matter.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let (number, unit) = split(text)?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        _ => return Err(format!("unknown unit `{unit}`; use `KiB`, `MiB`, `GiB`, `TiB` or plain bytes")),
    };
    let bytes = (number * factor).round();
    if bytes < 1.0 {
        return Err("it must be above zero".to_owned());
    }
    // 2^53: past any machine, and exact in a double below it.
    if bytes > 9_007_199_254_740_992.0 {
        return Err("it is too large".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 to 2^53")]
    Ok(bytes as u64)
}

/// A whole number, `_` between digits allowed.
pub(crate) fn whole(text: &str) -> Result<u64, String> {
    let digits = without_underscores(text)?;
    match digits.parse() {
        Ok(number) => Ok(number),
        Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(format!("it is above {}", u64::MAX))
        }
        Err(_) => Err("it must be a whole number, 0 or more".to_owned()),
    }
}

/// A whole number from the one bound to the other.
pub(crate) fn between<T: TryFrom<u64>>(least: u64, most: u64) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let bounds = || format!("it goes from {least} to {most}");
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
        match whole(text) {
            Ok(number) if (least..=most).contains(&number) => T::try_from(number).map_err(|_| bounds()),
            Ok(_) => Err(bounds()),
            Err(_) if is_number(text.trim_start_matches(['-', '+'])) => Err(bounds()),
            Err(_) => Err(format!("it must be a whole number; {}", bounds())),
        }
    }
}

/// The number at the front, and the unit behind it.
fn split(text: &str) -> Result<(f64, &str), String> {
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | '_'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    match without_underscores(number)?.parse() {
        Ok(number) => Ok((number, unit.trim_start())),
        Err(_) => Err("it must begin with a number".to_owned()),
    }
}

/// The digits without the `_` between them.
fn without_underscores(text: &str) -> Result<String, String> {
    if text.starts_with('_') || text.ends_with('_') || text.contains("__") {
        return Err("`_` may stand between digits only".to_owned());
    }
    Ok(text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(duration("1h"), Ok(Duration::from_secs(3600)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5 s"), Ok(Duration::from_millis(1500)));
        for bad in ["", "30", "s", "-1s", "0s", "30x", "1e9s", "nans", "infs", "1..2s", "999999999999999999999999h"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_size_is_plain_bytes_or_a_number_and_a_unit() {
        assert_eq!(bytes("1048576"), Ok(1 << 20));
        assert_eq!(bytes("512MiB"), Ok(512 << 20));
        assert_eq!(bytes("4GiB"), Ok(4 << 30));
        assert_eq!(bytes("4gib"), Ok(4 << 30));
        assert_eq!(bytes("0.5KiB"), Ok(512));
        assert_eq!(bytes("2 GB"), Ok(2_000_000_000));
        for bad in ["", "GiB", "0", "-4GiB", "4GiBs", "4 parsecs", "99999999TiB"] {
            assert!(bytes(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bounded_number_says_its_bounds() {
        let of = between::<u16>(1, 1024);
        assert_eq!(of("1024"), Ok(1024));
        for bad in ["0", "1025", "-1", "99999999999999999999"] {
            assert_eq!(of(bad), Err("it goes from 1 to 1024".to_owned()), "{bad}");
        }
        assert_eq!(of("many"), Err("it must be a whole number; it goes from 1 to 1024".to_owned()));
    }

    #[test]
    fn a_whole_number_may_have_underscores_between_digits() {
        assert_eq!(whole("1_000_000"), Ok(1_000_000));
        assert_eq!(whole("18446744073709551615"), Ok(u64::MAX));
        for bad in ["", "_1", "1_", "1__0", "-1", "1.5", "18446744073709551616", "ten"] {
            assert!(whole(bad).is_err(), "{bad}");
        }
    }
}
