/**
 * A treatment site as data: which structures the network sees, prescription levels, the constraint
 * vector, reported DVH metrics, and the goals a plan must meet.
 */
package org.dosekit.core.protocol;
