/**
 * Files and memory for the rooms of DoseKit: atomic writing, JSON without the library's types
 * showing, a budget for work side by side. Not exported to users.
 */
package org.dosekit.core.io;
