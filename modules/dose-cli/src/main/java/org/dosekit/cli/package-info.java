/** The {@code dose} launcher, its commands, and what other modules build their commands from. */
package org.dosekit.cli;
