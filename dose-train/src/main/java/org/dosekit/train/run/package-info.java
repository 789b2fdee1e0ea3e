/**
 * Training runs: what decides one ({@link org.dosekit.train.run.TrainingConfig}), how it is trained
 * and resumed ({@link org.dosekit.train.run.Training}), and what it leaves behind ({@link
 * org.dosekit.train.run.RunDirectory}).
 */
package org.dosekit.train.run;
