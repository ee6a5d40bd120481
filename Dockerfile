# The Store as a container: `docker compose up` builds and starts it with PostgreSQL (see compose.yaml).
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=store.settings.production STORE_DATA_DIR=/data STORE_STATIC_DIR=/app/built
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir -r requirements/base.txt && useradd --system --home /data --create-home store
COPY . .
# Static files belong to this version of the code: every container of the image serves the same, and none builds them.
RUN SECRET_KEY=unused ALLOWED_HOSTS=unused STORE_DATA_DIR=$(mktemp -d) \
    sh -c "python manage.py build_assets && python manage.py collectstatic --noinput"
USER store
VOLUME /data
EXPOSE 8000
# Containers that start together take turns: `prepare` holds a lock.
ENTRYPOINT ["sh", "-c", "python manage.py prepare && exec \"$@\"", "store"]
CMD ["gunicorn", "store.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4"]
