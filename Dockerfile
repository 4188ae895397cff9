# Builds the console. PostgreSQL runs beside it, so the embedded one is left out.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS node

FROM ${SDK_IMAGE} AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -sf ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY . .
# The private PostgreSQL is the optional part of package.json.
ENV npm_config_omit=optional
RUN dotnet publish src/Moderation.Web -c Release -o /console --nologo

FROM ${RUNTIME_IMAGE}
WORKDIR /console
COPY --from=build /console .
# TLS ends at a proxy in front of the container, which says so by X-Forwarded-Proto. The image has no Kerberos, so it is not tried.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    ASPNETCORE_FORWARDEDHEADERS_ENABLED=true \
    PGGSSENCMODE=disable
EXPOSE 8080
# Any user but root: the number is the images' "app" user.
USER 1654
# The image has no curl.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["dotnet", "Moderation.Web.dll"]
