# The Store as a container: `docker compose up` builds and starts it with PostgreSQL (see compose.yaml).
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=store.settings.production STORE_DATA_DIR=/data
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir -r requirements/base.txt && useradd --system --home /data --create-home store
COPY . .
USER store
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", "python manage.py build_assets && python manage.py migrate && python manage.py setup_site && python manage.py load_territories && python manage.py collectstatic --noinput && exec gunicorn store.wsgi --bind 0.0.0.0:8000 --workers 4 --threads 4"]
