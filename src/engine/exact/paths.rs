//! The coherent values of variables that rules tie together, as paths to draw from.
//!
//! Only these variables and these rules are asked for: what else the scenario settles is drawn by itself. So the diagram is
//! often small where that of all deals is not.
//!
//! Example: of 40 works in a row each may be built or not, and no two neighbors both. Of 2^40 choices 2.7e8 are left; their
//! diagram has two states a layer, "the last one is built" and "it is not".

use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::classes::{Classes, classes};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::{Budget, diagram};
use crate::engine::exact::graph::{FALSE, Graphs};
use crate::engine::exact::hypergraph::Hypergraph;
use crate::engine::exact::layers::layers;
use crate::engine::exact::order::order;
use crate::engine::exact::problem::{Line, Problem, Role};
use crate::engine::exact::residual::Residuals;
use crate::rule::formula::NodeId;
use crate::rule::lower::Lowered;
use crate::space::digits::Digits;
use crate::space::joined::Layer;
use crate::space::paths::Paths;

/// The values of these variables on which none of these rules (over no others) holds.
///
/// # Errors
/// Where the diagram passes its budget, or was cut.
pub fn paths(lowered: &Lowered, variables: &[usize], rules: &[NodeId], budget: &Budget) -> Result<Paths, Declined> {
    let formulas = &lowered.formulas;
    let owned = classes(formulas, rules, &|_, _| Vec::new());
    let read = rules.iter().map(|rule| Graphs::support(formulas, *rule));
    #[expect(clippy::cast_precision_loss, reason = "a logarithm")]
    let bits = owned.iter().map(|classes| (classes.sizes.len() as f64).log2()).collect();
    let mut order = order(&Hypergraph { bits, rules: read.filter(|read| read.len() > 1).collect() }, 0);
    order.sort_by_key(|variable| !variables.contains(variable));
    let mut graphs = Graphs::new(formulas, &owned, &order);
    order.truncate(variables.len());
    let mut problem = Problem::default();
    for rule in rules {
        let root = graphs.of(*rule)?;
        if root != FALSE {
            problem.lines.push(Line { root, role: Role::Kill });
        }
    }
    let n_classes: Vec<usize> =
        order.iter().map(|variable| owned.get(*variable).map_or(0, |of| of.sizes.len())).collect();
    let layers = layers(&problem, &graphs, &n_classes)?;
    let mut nobody = Residuals::nobody();
    let made = diagram(&problem, &layers, &mut nobody, budget)?;
    Ok(drawable(made, &order, &owned, &Digits::new(formulas.domains())))
}

fn drawable(made: Diagram, order: &[usize], owned: &[Classes], digits: &Digits) -> Paths {
    let n_last = made.n_states.last().copied().unwrap_or(0);
    let layer = |(arcs, variable): (crate::engine::exact::arcs::Arcs, &usize)| {
        let of = owned.get(*variable);
        let mut classes = vec![Vec::new(); of.map_or(0, |of| of.sizes.len())];
        for (value, class) in (0..).zip(of.iter().flat_map(|of| &of.of)) {
            if let Some(values) = classes.get_mut(*class as usize) {
                values.push(value);
            }
        }
        Layer { variable: *variable, classes, first: arcs.first, to: arcs.to, class: arcs.class }
    };
    let layers: Vec<Layer> = made.layers.into_iter().zip(order).map(layer).collect();
    Paths::new(&layers, n_last, digits)
}
