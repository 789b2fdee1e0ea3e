/**
 * Files for the rooms of DoseKit: atomic writing, and JSON without the library's types showing. Not
 * exported to users.
 */
package org.dosekit.core.io;
