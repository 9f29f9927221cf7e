//! Functions of one issue's value, as `NegMAS` names them.

use crate::bridge::gathered::Gathered;
use crate::bridge::tree::{Node, need, number, once_each};

/// A function of a value.
#[derive(Clone, Debug)]
pub(crate) enum ValueFunction {
    /// A number for each value, by its text.
    Table(Vec<(String, f64)>),
    /// bias + slope · x
    Straight {
        /// Of x = 0.
        bias: f64,
        /// For each 1 of x.
        slope: f64,
    },
    /// bias + a1 · x + a2 · x²
    Quadratic {
        /// Of x = 0.
        bias: f64,
        /// For each 1 of x.
        a1: f64,
        /// For each 1 of x².
        a2: f64,
    },
}

/// The last part of a type's name.
pub(crate) fn type_of(node: &Node) -> &str {
    let text = node.get("type").and_then(Node::text).unwrap_or_default();
    text.rsplit('.').next().unwrap_or_default()
}

impl ValueFunction {
    /// Reads a function.
    pub(crate) fn read(node: &Node, gathered: &mut Gathered) -> Option<Self> {
        let or = |key: &str, usual: f64, gathered: &mut Gathered| match node.get(key) {
            Some(value) => number(value, gathered),
            None => Some(usual),
        };
        let kind = type_of(node);
        match kind {
            "TableFun" => Self::table(need(node, "mapping", gathered)?, gathered),
            // A table without more is one of its values.
            "" if node.is_table() => Self::table(node, gathered),
            "" if node.number().is_some() => Some(Self::Straight { bias: number(node, gathered)?, slope: 0.0 }),
            "LinearFun" => Some(Self::Straight {
                bias: or("bias", 0.0, gathered)?,
                slope: number(need(node, "slope", gathered)?, gathered)?,
            }),
            "AffineFun" => {
                let slope = need(node, "slope", gathered).and_then(|slope| number(slope, gathered));
                Some(Self::Straight { bias: or("bias", 0.0, gathered)?, slope: slope? })
            }
            "IdentityFun" => Some(Self::Straight { bias: or("bias", 0.0, gathered)?, slope: 1.0 }),
            "ConstFun" => Some(Self::Straight { bias: number(need(node, "bias", gathered)?, gathered)?, slope: 0.0 }),
            "QuadraticFun" => {
                let (a1, a2) = (or("a1", 0.0, gathered), or("a2", 0.0, gathered));
                Some(Self::Quadratic { bias: or("bias", 0.0, gathered)?, a1: a1?, a2: a2? })
            }
            other => {
                let other = if other.is_empty() { node.words() } else { format!("`{other}`") };
                gathered.wrong(
                    "unknown-kind",
                    &(node.span.start..node.span.start + 1),
                    format!("{other} is no function of a value that is understood"),
                    "there are TableFun, LinearFun, AffineFun, IdentityFun, ConstFun and QuadraticFun",
                );
                None
            }
        }
    }

    fn table(node: &Node, gathered: &mut Gathered) -> Option<Self> {
        once_each(node, gathered);
        let mut table = Vec::new();
        for (key, value) in node.entries() {
            let Some(text) = key.text() else {
                gathered.wrong(
                    "bad-value",
                    &key.span,
                    format!("here stands {}, where a value should", key.words()),
                    "",
                );
                continue;
            };
            table.push((text.to_owned(), number(value, gathered)?));
        }
        Some(Self::Table(table))
    }

    /// The function of a number; none where a table does not have it.
    pub(crate) fn of_number(&self, x: f64) -> Option<f64> {
        match self {
            Self::Table(table) => {
                #[expect(clippy::float_cmp, reason = "the same number in another form")]
                let is_it = |text: &str| text.parse::<f64>().is_ok_and(|number| number == x);
                table.iter().find(|(text, _)| is_it(text)).map(|(_, value)| *value)
            }
            Self::Straight { bias, slope } => Some(bias + slope * x),
            Self::Quadratic { bias, a1, a2 } => Some(bias + a1 * x + a2 * x * x),
        }
    }

    /// The function of a word; of a number that stands as a word, that of the number.
    pub(crate) fn of_word(&self, word: &str) -> Option<f64> {
        match self {
            Self::Table(table) => table
                .iter()
                .find(|(text, _)| text == word)
                .map(|(_, value)| *value)
                .or_else(|| self.of_number(word.parse().ok()?)),
            Self::Straight { bias, slope } if *slope == 0.0 => Some(*bias),
            _ => self.of_number(word.parse().ok()?),
        }
    }
}
