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
ENV npm_config_omit=optional
RUN dotnet publish src/Moderation.Web -c Release -o /console --nologo

FROM ${RUNTIME_IMAGE}
WORKDIR /console
COPY --from=build /console .
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# Any user but root: the number is the images' "app" user.
USER 1654
ENTRYPOINT ["dotnet", "Moderation.Web.dll"]
