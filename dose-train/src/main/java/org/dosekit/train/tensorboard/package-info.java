/** Files that TensorBoard reads. */
package org.dosekit.train.tensorboard;
