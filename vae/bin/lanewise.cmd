@echo off
rem Starts Lanewise on Windows: finds JDK 25, builds what is missing, runs the command.
rem
rem   lanewise COMMAND [OPTION]...
rem
rem LANEWISE_JAVA_HOME  the JDK 25 to use, where none is found or another one is wanted
rem LANEWISE_JAVA_OPTS  options for java, such as -Dlanewise.kernels=256; here they do not stand before the command
rem
rem It builds once; after changes: rmdir /s /q target\lanewise. There are no labels, which need line ends of Windows.

setlocal DisableDelayedExpansion
for %%i in ("%~dp0..\..") do set "root=%%~fi"
set "dist=%root%\target\lanewise"

rem --- JDK 25: the file "release" says what a directory holds; the first one that fits is taken.

set "java_home="
set is25=findstr /r /c:"^JAVA_VERSION=.25[^0-9]"
for %%p in (java.exe) do set "path_home=%%~dp$PATH:p.."
for %%h in ("%LANEWISE_JAVA_HOME%" "%JAVA_HOME%" "%path_home%") do (
    if not defined java_home if exist "%%~h\bin\javac.exe" (
        %is25% "%%~h\release" >nul 2>nul && set "java_home=%%~fh"
    )
)
for /d %%h in (
    "%ProgramFiles%\Eclipse Adoptium\jdk-25*"
    "%ProgramFiles%\Java\jdk-25*"
    "%ProgramFiles%\Microsoft\jdk-25*"
    "%ProgramFiles%\Zulu\zulu-25*"
    "%ProgramFiles%\Amazon Corretto\jdk25*"
    "%USERPROFILE%\.jdks\*25*"
) do (
    if not defined java_home if exist "%%~h\bin\javac.exe" (
        %is25% "%%~h\release" >nul 2>nul && set "java_home=%%~fh"
    )
)
if not defined java_home (
    echo lanewise: found no JDK 25. Install one, for example from https://adoptium.net, and set JAVA_HOME to it.>&2
    exit /b 1
)

rem --- the build

set "built="
if exist "%dist%\lanewise-core.jar" if exist "%dist%\lanewise-vae.jar" set "built=yes"
if not defined built where mvn >nul 2>nul || (
    echo lanewise: Maven, mvn, is not on the PATH; it is needed to build Lanewise once.>&2
    exit /b 1
)
set "commit=unknown"
set "version="
set "hardwood="
set "snappy="
set "zstd="
set "zstd="
set "pom=%root%\pom.xml"
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<version>" "%pom%"') do if not defined version set "version=%%v"
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<hardwood.version>" "%pom%"') do set "hardwood=%%v"
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<snappy.version>" "%pom%"') do set "snappy=%%v"
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<zstd.version>" "%pom%"') do set "zstd=%%v"
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<zstd.version>" "%pom%"') do set "zstd=%%v"
set "maven=%USERPROFILE%\.m2\repository"
set "hardwood=%maven%\dev\hardwood\hardwood-core\%hardwood%\hardwood-core-%hardwood%.jar"
set "snappy=%maven%\org\xerial\snappy\snappy-java\%snappy%\snappy-java-%snappy%.jar"
set "zstd=%maven%\com\github\luben\zstd-jni\%zstd%\zstd-jni-%zstd%.jar"
set "zstd=%maven%\com\github\luben\zstd-jni\%zstd%\zstd-jni-%zstd%.jar"
if not defined built (
    if not exist "%dist%\lib" mkdir "%dist%\lib"
    for /f %%c in ('git -C "%root%" rev-parse --short^=12 HEAD 2^>nul') do set "commit=%%c"
    echo lanewise: building core and vae from "%root%", once>&2
)
set "JAVA_HOME=%java_home%"
set goals=-B -ntp -Dmaven.test.skip=true "-Dlanewise.commit=%commit%" -pl core,vae -am package
if not defined built (
    call mvn -f "%pom%" %goals% >"%dist%\build.log" 2>&1 || (
        echo lanewise: the build failed; all of its output is in "%dist%\build.log">&2
        exit /b 1
    )
    copy /y "%root%\core\target\lanewise-core-%version%.jar" "%dist%\lanewise-core.jar" >nul || exit /b 1
    if exist "%hardwood%" copy /y "%hardwood%" "%dist%\lib\hardwood-core.jar" >nul
    if exist "%snappy%" copy /y "%snappy%" "%dist%\lib\snappy-java.jar" >nul
    if exist "%zstd%" copy /y "%zstd%" "%dist%\lib\zstd-jni.jar" >nul
    if exist "%zstd%" copy /y "%zstd%" "%dist%\lib\zstd-jni.jar" >nul
    echo handlers=java.util.logging.ConsoleHandler>"%dist%\lib\logging.properties"
    echo .level=WARNING>>"%dist%\lib\logging.properties"
    copy /y "%root%\vae\target\lanewise-vae-%version%.jar" "%dist%\lanewise-vae.jar" >nul || exit /b 1
)

rem --- the command, with the options of the launcher for shells

set options=-Xms32m -Xmx192m -XX:+UseSerialGC -XX:-UsePerfData "-Dlanewise.cli.name=%~f0"
set modules=-p "%dist%\lanewise-core.jar;%dist%\lanewise-vae.jar"
if exist "%dist%\lib\*.jar" set modules=%modules% -cp "%dist%\lib\*"
if exist "%dist%\lib\*.jar" set modules=%modules% --add-reads lanewise.vae=ALL-UNNAMED --add-modules jdk.jfr
if exist "%dist%\lib\*.jar" set modules=%modules% --enable-native-access=ALL-UNNAMED
if exist "%dist%\lib\*.jar" set modules=%modules% -Dhardwood.uselibdeflate=false
if exist "%dist%\lib\*.jar" set modules=%modules% "-Djava.util.logging.config.file=%dist%\lib\logging.properties"
"%java_home%\bin\java.exe" %options% %LANEWISE_JAVA_OPTS% %modules% -m lanewise.vae/lanewise.vae.cli.Main %*
exit /b %errorlevel%
