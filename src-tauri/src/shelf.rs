//! Things that the page refers to by number, because paths never cross to it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Shelf<T> {
    things: Mutex<(u32, HashMap<u32, T>)>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { things: Mutex::new((0, HashMap::new())) }
    }
}

impl<T> Shelf<T> {
    /// The number it can be asked for by.
    pub fn put(&self, thing: T) -> u32 {
        let mut shelf = self.lock();
        shelf.0 += 1;
        let number = shelf.0;
        shelf.1.insert(number, thing);
        number
    }

    pub fn take(&self, number: u32) -> Option<T> {
        self.lock().1.remove(&number)
    }

    pub fn get(&self, number: u32) -> Option<T>
    where
        T: Clone,
    {
        self.lock().1.get(&number).cloned()
    }

    pub fn all(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.lock().1.values().cloned().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.lock().1.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, (u32, HashMap<u32, T>)> {
        self.things.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
