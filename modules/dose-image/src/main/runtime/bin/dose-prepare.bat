@echo off
rem Once after unpacking, where starts are to be quick: archives the classes that a prediction loads (lib\dose.jsa).
setlocal
set "DOSE_HOME=%~dp0.."
"%DOSE_HOME%\bin\java.exe" -Xshare:dump -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr -XX:SharedClassListFile="%DOSE_HOME%\lib\dose.classlist" -XX:SharedArchiveFile="%DOSE_HOME%\lib\dose.jsa" --module org.dosekit.cli/org.dosekit.cli.Main
exit /b %ERRORLEVEL%
