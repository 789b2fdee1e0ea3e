/** The terms of the training loss, each with the TorchScript text that computes it. */
package org.dosekit.train.loss;
