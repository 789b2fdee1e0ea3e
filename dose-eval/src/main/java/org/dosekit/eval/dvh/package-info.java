/** What the dose-volume histogram of a structure says: exact, and in the conventions of others. */
package org.dosekit.eval.dvh;
