/** The commands of the research bench. */
package org.dosekit.lab;
