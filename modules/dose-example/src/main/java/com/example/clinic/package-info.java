/** The embedding example of the README. */
package com.example.clinic;
