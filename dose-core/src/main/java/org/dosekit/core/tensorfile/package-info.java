/** Named float tensors and the safetensors files that hold them. */
package org.dosekit.core.tensorfile;
