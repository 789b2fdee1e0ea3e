/** What every room of DoseKit shares: how bad data is reported. */
package org.dosekit.core;
