//! Ids as types, and vectors that only their own id can index.
//!
//! A deal is a vector over issues, a judgement a vector over parties. With plain `usize` everywhere one
//! can stand where the other is meant and nothing complains; here it does not compile.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A typed index: the place of a thing among its kind, in file order, from 0.
pub trait Id: Copy + Eq + Ord + std::hash::Hash + std::fmt::Debug {
    /// The id of the thing at this place.
    fn from_place(place: usize) -> Self;
    /// The place of this thing, from 0.
    fn place(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(u32);
        impl Id for $name {
            fn from_place(place: usize) -> Self {
                // The limits of the format keep every kind far below 2^32.
                Self(u32::try_from(place).unwrap_or(u32::MAX))
            }
            fn place(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A source of a position.
    SourceId,
    /// An issue on the table.
    IssueId,
    /// A rule that makes terms impossible, whoever is asked.
    ImpossibleId,
    /// A party.
    PartyId,
    /// A demand: a red line or a reservation. A party's lines come first, then its reservation; parties in file order.
    DemandId,
    /// A named proposal.
    ProposalId,
    /// A voice: a party in the worlds in which all that it demands is alike.
    VoiceId,
}

/// A vector that is indexed by one kind of id alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    kind: PhantomData<I>,
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), kind: PhantomData }
    }
}

impl<I: Id, T> IdVec<I, T> {
    /// An empty vector.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a thing at the end and gives its id.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::from_place(self.items.len() - 1)
    }
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// The thing with this id, or none if the id is of another vector.
    #[must_use]
    pub fn find(&self, id: I) -> Option<&T> {
        self.items.get(id.place())
    }
    /// The things in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// The things in order, to change.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }
    /// The ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::from_place)
    }
    /// Ids and things in order.
    pub fn enumerate(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(place, item)| (I::from_place(place), item))
    }
    /// A vector of the same length under the same ids.
    pub fn map<U>(&self, change: impl FnMut(&T) -> U) -> IdVec<I, U> {
        self.items.iter().map(change).collect()
    }
    /// The things as a plain slice.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
    /// `n` copies of one thing.
    #[must_use]
    pub fn filled(item: T, n: usize) -> Self
    where
        T: Clone,
    {
        Self { items: vec![item; n], kind: PhantomData }
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> Self {
        Self { items: items.into_iter().collect(), kind: PhantomData }
    }
}

impl<'a, I, T> IntoIterator for &'a IdVec<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;
    #[expect(clippy::indexing_slicing, reason = "an id is made by the vector it indexes")]
    fn index(&self, id: I) -> &T {
        &self.items[id.place()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    #[expect(clippy::indexing_slicing, reason = "an id is made by the vector it indexes")]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.place()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_place_of_its_thing() {
        let mut parties: IdVec<PartyId, &str> = IdVec::new();
        let russia = parties.push("russia");
        let ukraine = parties.push("ukraine");
        assert_eq!((russia.place(), parties[ukraine]), (0, "ukraine"));
        assert_eq!(parties.ids().collect::<Vec<_>>(), [russia, ukraine]);
        assert_eq!(parties.find(PartyId::from_place(2)), None);
    }
}
