@echo off
rem The command line of DoseKit with the research bench, with the Java beside it.
rem   DOSE_JAVA_OPTS   more options for the JVM (e.g. -Xmx8g)
rem   DOSE_THREADS     threads of the training engine (default: all cores)
setlocal
set "DOSE_HOME=%~dp0.."
set "DOSE_ENGINE="
if defined DOSE_THREADS set "DOSE_ENGINE=-Dai.djl.pytorch.num_threads=%DOSE_THREADS%"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
"%DOSE_HOME%\bin\java.exe" %DOSE_ENGINE% -Dai.djl.pytorch.graph_optimizer=false -Dai.djl.offline=true %DOSE_JAVA_OPTS% --module-path "%DOSE_HOME%\app\lib" --class-path "%DOSE_HOME%\app\native\*" --module org.dosekit.cli/org.dosekit.cli.Main %*
exit /b %ERRORLEVEL%
