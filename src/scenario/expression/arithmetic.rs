//! The arithmetic of CEL: 64-bit integers that never wrap, IEEE doubles, and comparisons of the two that never round.
//!
//! 2^53 + 1 is above the double 2^53, although the double nearest to it is 2^53 itself.

use crate::scenario::expression::EvaluationError;
use crate::scenario::expression::term::Operation;
use crate::scenario::model::Span;
use std::cmp::Ordering;

/// A number of either type.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Number {
    Int(i64),
    Double(f64),
}

/// One step of integer arithmetic; division rounds toward zero, a remainder has the sign of the dividend.
pub(super) fn on_ints(left: i64, operation: Operation, right: i64, span: &Span) -> Result<i64, EvaluationError> {
    let result = match operation {
        Operation::Add => left.checked_add(right),
        Operation::Subtract => left.checked_sub(right),
        Operation::Multiply => left.checked_mul(right),
        Operation::Divide => left.checked_div(right),
        Operation::Remainder => left.checked_rem(right),
    };
    result.ok_or_else(|| {
        let sign = operation.sign();
        let message = match operation {
            Operation::Divide | Operation::Remainder if right == 0 => format!("division by zero: {left} {sign} 0"),
            _ => format!("overflow: {left} {sign} {right} is outside the 64-bit integers"),
        };
        EvaluationError { span: span.clone(), message }
    })
}

/// One step of double arithmetic, as IEEE has it (the checker lets no remainder through; it would be nan).
pub(super) fn on_doubles(left: f64, operation: Operation, right: f64) -> f64 {
    match operation {
        Operation::Add => left + right,
        Operation::Subtract => left - right,
        Operation::Multiply => left * right,
        Operation::Divide => left / right,
        Operation::Remainder => f64::NAN,
    }
}

/// `-x`
pub(super) fn negate(number: i64, span: &Span) -> Result<i64, EvaluationError> {
    number.checked_neg().ok_or_else(|| EvaluationError {
        span: span.clone(),
        message: format!("overflow: -({number}) is outside the 64-bit integers"),
    })
}

/// `int(x)`: toward zero, for doubles strictly between −2^63 and 2^63 (as CEL limits it, both ends excluded).
pub(super) fn truncate(number: f64, span: &Span) -> Result<i64, EvaluationError> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    if number > -TWO_TO_63 && number < TWO_TO_63 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the bounds are checked, and rounding toward zero is meant"
        )]
        return Ok(number as i64);
    }
    let message = format!("overflow: int({number:?}) is outside the 64-bit integers");
    Err(EvaluationError { span: span.clone(), message })
}

/// `double(x)`: the nearest double.
#[expect(clippy::cast_precision_loss, reason = "the nearest double is meant")]
pub(super) const fn widen(number: i64) -> f64 {
    number as f64
}

/// The order of two numbers, exactly; none if one is nan.
pub(super) fn compare(left: Number, right: Number) -> Option<Ordering> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => Some(left.cmp(&right)),
        (Number::Double(left), Number::Double(right)) => left.partial_cmp(&right),
        (Number::Int(left), Number::Double(right)) => compare_mixed(left, right),
        (Number::Double(left), Number::Int(right)) => compare_mixed(right, left).map(Ordering::reverse),
    }
}

/// The order of a whole number and a double: that of their whole parts, and where these are equal the fraction decides.
fn compare_mixed(left: i64, right: f64) -> Option<Ordering> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    if right.is_nan() {
        return None;
    }
    if right >= TWO_TO_63 {
        return Some(Ordering::Less);
    }
    if right < -TWO_TO_63 {
        return Some(Ordering::Greater);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the bounds are checked, and the whole part is meant")]
    let whole = right.trunc() as i64;
    // The fraction has the sign of the double: above zero the double lies beyond its whole part.
    Some(left.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&right.fract()).unwrap_or(Ordering::Equal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_doubles_compare_exactly() {
        let cases = [
            (9_007_199_254_740_993, 9_007_199_254_740_992.0, Some(Ordering::Greater)),
            (i64::MAX, 9_223_372_036_854_775_807.0, Some(Ordering::Less)),
            (i64::MIN, -9_223_372_036_854_775_808.0, Some(Ordering::Equal)),
            (1, 1.5, Some(Ordering::Less)),
            (-1, -1.5, Some(Ordering::Greater)),
            (0, -0.0, Some(Ordering::Equal)),
            (0, -0.5, Some(Ordering::Greater)),
            (0, f64::INFINITY, Some(Ordering::Less)),
            (0, f64::NEG_INFINITY, Some(Ordering::Greater)),
            (0, f64::NAN, None),
        ];
        for (int, double, order) in cases {
            assert_eq!(compare(Number::Int(int), Number::Double(double)), order, "{int} {double}");
            let reverse = order.map(Ordering::reverse);
            assert_eq!(compare(Number::Double(double), Number::Int(int)), reverse, "{double} {int}");
        }
    }

    #[test]
    fn integers_overflow_rather_than_wrap() {
        assert!(on_ints(i64::MIN, Operation::Divide, -1, &(0..1)).is_err());
        assert!(on_ints(i64::MIN, Operation::Remainder, -1, &(0..1)).is_err());
        assert!(negate(i64::MIN, &(0..1)).is_err());
        assert_eq!(on_ints(-7, Operation::Divide, 2, &(0..1)), Ok(-3));
        assert_eq!(on_ints(-7, Operation::Remainder, 2, &(0..1)), Ok(-1));
        assert_eq!(truncate(-1.9, &(0..1)), Ok(-1));
        assert!(truncate(-9_223_372_036_854_775_808.0, &(0..1)).is_err());
        assert!(truncate(f64::NAN, &(0..1)).is_err());
    }
}
