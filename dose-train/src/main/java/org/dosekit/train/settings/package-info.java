/** What a training is set up with, and what the engine that runs it is. */
package org.dosekit.train.settings;
