/**
 * The OpenKBP head-and-neck data set (Babier et al., Med Phys 48:5549-5561, 2021): patients read
 * from folders or straight out of an archive, and predictions in the form its evaluator reads.
 */
package org.dosekit.data.openkbp;
