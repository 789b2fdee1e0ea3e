/**
 * A study: conditions times seeds times folds as data, the tasks that follow from it, what became
 * of them, and the scripts that run them on a cluster. The steps of a task are the commands' own,
 * given from outside.
 */
package org.dosekit.lab.study;
