/**
 * The engine room: the network as a generated TorchScript program, run by DJL's PyTorch engine. The
 * only package that knows DJL.
 */
package org.dosekit.train.engine;
