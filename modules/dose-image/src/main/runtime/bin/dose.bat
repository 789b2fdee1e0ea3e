@echo off
rem The command line of DoseKit, with the Java beside it.
rem   DOSE_JAVA_OPTS   more options for the JVM (e.g. -Xmx8g)
setlocal
set "DOSE_HOME=%~dp0.."
"%DOSE_HOME%\bin\java.exe" -XX:SharedArchiveFile="%DOSE_HOME%\lib\dose.jsa" -XX:+UseSerialGC -Donnxruntime.native.path="%DOSE_HOME%\lib" %DOSE_JAVA_OPTS% --module org.dosekit.cli/org.dosekit.cli.Main %*
exit /b %ERRORLEVEL%
