/**
 * The index of the runs below a folder: what each was, how far it is and what it achieved, told
 * from its files alone.
 */
package org.dosekit.cli.experiments;
