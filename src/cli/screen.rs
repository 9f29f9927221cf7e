//! What stands at the other end of a stream: a terminal of some width, with or without color, or a pipe.

use crate::scenario::visible::visible_page;
use clap::ValueEnum;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use terminal_size::{Width, terminal_size_of};

/// What a stream can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Screen {
    /// Whether color escapes may be written.
    pub(crate) color: bool,
    /// How many columns a line may take.
    pub(crate) width: usize,
}

/// The columns of a stream that nobody knows the width of.
const USUAL_WIDTH: usize = 80;

/// Whether color is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless the surroundings say otherwise (NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR)
    #[default]
    Auto,
    /// Everywhere, in files too
    Always,
    /// Nowhere
    Never,
}

/// What `--color` says; set once, before anything is shown.
static COLOR: OnceLock<Color> = OnceLock::new();

impl Color {
    /// Holds from now on.
    pub(crate) fn hold(self) {
        let _ = COLOR.set(self);
    }

    /// What the words of a command line say, before they are understood: an error of theirs is colored too.
    pub(crate) fn of_words(words: impl IntoIterator<Item = OsString>) -> Self {
        let mut color = Self::default();
        let mut words =
            words.into_iter().map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--");
        while let Some(word) = words.next() {
            let value = match word.strip_prefix("--color") {
                Some("") => words.next(),
                Some(rest) => rest.strip_prefix('=').map(str::to_owned),
                None => None,
            };
            color = value.and_then(|value| Self::from_str(&value, false).ok()).unwrap_or(color);
        }
        color
    }
}

impl Screen {
    /// A file: no color but where it is asked for by the flag, as wide as `COLUMNS` says, else the usual.
    pub(crate) fn of_file() -> Self {
        Self { color: COLOR.get() == Some(&Color::Always), width: columns(None) }
    }
    /// Standard output as it is now.
    pub(crate) fn of_stdout() -> Self {
        let stream = std::io::stdout();
        let width = terminal_size_of(&stream).map(|(width, _)| width);
        Self::of_stream(stream.is_terminal(), width)
    }
    /// Standard error as it is now.
    pub(crate) fn of_stderr() -> Self {
        let stream = std::io::stderr();
        let width = terminal_size_of(&stream).map(|(width, _)| width);
        Self::of_stream(stream.is_terminal(), width)
    }
    fn of_stream(is_terminal: bool, width: Option<Width>) -> Self {
        let color = COLOR.get().copied().unwrap_or_default();
        let color = color_wanted(color, is_terminal, |name| std::env::var_os(name).filter(|value| !value.is_empty()));
        Self { color, width: columns(width.filter(|_| is_terminal)) }
    }
}

/// Whether a stream gets color: what the flag says; else none with `NO_COLOR`, some with `CLICOLOR_FORCE` or `FORCE_COLOR`
/// (no-color.org, bixense.com/clicolors, force-color.org); else some on a terminal that is no dumb one.
fn color_wanted(asked: Color, is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_forced = |name| variable(name).is_some_and(|value| value != "0" && value != "false");
    match asked {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto if is_forced("CLICOLOR_FORCE") || is_forced("FORCE_COLOR") => true,
        Color::Auto => is_terminal && variable("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// The width: what `COLUMNS` says, else the terminal's own, else the usual; never absurdly narrow or wide.
fn columns(terminal: Option<Width>) -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse::<usize>().ok());
    asked.or(terminal.map(|Width(width)| usize::from(width))).unwrap_or(USUAL_WIDTH).clamp(40, 400)
}

/// Says something on standard error, a line break behind it. That nobody listens is no error.
pub(crate) fn say(text: &str) {
    let text = visible_page(text, Screen::of_stderr().color);
    let mut stream = std::io::stderr().lock();
    let _ = stream.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = stream.write_all(b"\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_comes_before_the_surroundings_and_they_before_the_terminal() {
        let wanted = |asked, is_terminal, set: &[(&str, &str)]| {
            let set: Vec<(String, OsString)> =
                set.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
            color_wanted(asked, is_terminal, |name| {
                set.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
            })
        };
        assert!(wanted(Color::Auto, true, &[]) && !wanted(Color::Auto, false, &[]));
        assert!(!wanted(Color::Auto, true, &[("TERM", "dumb")]));
        assert!(!wanted(Color::Auto, true, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]));
        for name in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
            assert!(wanted(Color::Auto, false, &[(name, "1")]));
            assert!(!wanted(Color::Auto, false, &[(name, "0")]));
        }
        assert!(
            wanted(Color::Always, false, &[("NO_COLOR", "1")]) && !wanted(Color::Never, true, &[("FORCE_COLOR", "1")])
        );
    }

    #[test]
    fn the_color_of_a_command_line_is_known_before_it_is_understood() {
        let of = |line: &str| Color::of_words(line.split(' ').map(OsString::from));
        assert_eq!(of("zopa rnu x.toml"), Color::Auto);
        assert_eq!(of("zopa rnu --color never"), Color::Never);
        assert_eq!(of("zopa --color=always rnu"), Color::Always);
        assert_eq!(of("zopa run -- --color=always"), Color::Auto);
    }
}
