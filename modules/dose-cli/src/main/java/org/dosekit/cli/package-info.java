/** The {@code dose} launcher and what a module provides to add commands to it. */
package org.dosekit.cli;
