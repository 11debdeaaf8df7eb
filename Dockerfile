# Build: docker build -t rekey .      Run: docker run -p 3000:3000 --env-file .env -v rekey-data:/data rekey
# The broker has an image of its own, without git: docker build -t rekey-broker --target broker .
#   docker run -p 3001:3001 --env-file broker.env -v broker-data:/data rekey-broker
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/build-from-git.js ./scripts/
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm ci --omit=dev --ignore-scripts

FROM node:24-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json app.yml LICENSE ./
RUN mkdir /data && chown node:node /data
VOLUME /data
# The broker may speak https with a certificate for another name: what is asked here is whether it answers.
HEALTHCHECK CMD ["node", "-e", "require(process.env.TLS_CERT ? 'https' : 'http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/healthz', rejectUnauthorized: false }, (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]

FROM runtime AS broker
ENV PORT=3001
USER node
EXPOSE 3001
CMD ["broker"]

FROM runtime
# git reads histories; the certificates are for its https.
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
ENV PORT=3000
USER node
EXPOSE 3000
CMD ["serve"]
