# Stands in for eclipse-temurin where no image can be pulled; the context is a JDK or a runtime image.
FROM codefleet-stand-in/base
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
COPY . /opt/java/openjdk
