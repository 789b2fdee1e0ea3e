/**
 * From cases to batches: encoded cases kept in memory, patches sampled and augmented from them, and
 * the thread that prepares the next batch while the network works on this one.
 */
package org.dosekit.train.data;
