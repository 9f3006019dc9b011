@echo off
rem Runs the examples: examples\vivace <command> [options]. Builds them the first time; after a change of the sources
rem delete examples\target\classpath.
rem   JAVA_HOME            the JDK to use (17 or newer); the java on the PATH without it
rem   VIVACE_JAVA_OPTIONS  further options for Java, such as -Xmx8g
setlocal
set "HERE=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"

if not exist "%HERE%target\classpath" (
    echo vivace: building; the first time Maven downloads libraries, which takes some minutes 1>&2
    call mvn -B -q -f "%HERE%..\pom.xml" -Dquick -Dmaven.test.skip=true -pl examples -am package 1>&2 || exit /b 1
)

rem In the environment rather than on the command line, which has a limit.
for /f "usebackq delims=" %%p in ("%HERE%target\classpath") do set "CLASSPATH=%HERE%target\classes;%%p"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined OPENCV_LOG_LEVEL set "OPENCV_LOG_LEVEL=SILENT"
"%JAVA%" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dorg.nd4j.log.initialization=false -Djava.awt.headless=true %VIVACE_JAVA_OPTIONS% io.vivace.examples.Vivace %*
exit /b %ERRORLEVEL%
