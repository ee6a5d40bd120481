"""Django's SMTP, which also tells « not sent » from « we do not know »."""

import smtplib

from django.core.mail.backends import smtp


class AnswerLostError(Exception):
    """The server has the text of the mail and did not say whether it kept it. Whatever else fails sent nothing."""


class _Listening:
    def data(self, msg):
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise  # an answer: no
        except OSError as error:
            raise AnswerLostError(error) from error


class _Connection(_Listening, smtplib.SMTP):
    pass


class _EncryptedConnection(_Listening, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return _EncryptedConnection if self.use_ssl else _Connection
