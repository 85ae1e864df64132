"""What pages say that a site sends in an article's place: the words, in the languages we know.

Decides by what words each kind is known. Must not know how much of them it takes. All are in lower
case, with straight apostrophes. `TITLES` are whole titles or lines, less "404", "error" and the
like; `SENTENCES` are parts of sentences that speak to the reader: no article does, while an article
may well report that a page was not found.
"""

from collections.abc import Mapping
from enum import StrEnum


class StandIn(StrEnum):
    """What stands in the article's place, in words for a human. Tried in this order."""

    CHECK = "a wall against robots"
    ERROR = "an error page"
    CONSENT = "a consent wall"
    SCRIPT = "a script-only page"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, text.split("\n"))))


# What a title may have besides: "Sorry! Error 404: Page not found".
TITLE_PADDING = _names(
    "sorry oops ooops uh oh error http fehler erreur errore erro"
    " 401 403 404 410 429 500 502 503 504"
)

TITLES: Mapping[StandIn, frozenset[str]] = {
    StandIn.CHECK: _lines("""
        access denied
        access to this page has been denied
        are you a robot
        attention required
        bot verification
        client challenge
        forbidden
        human verification
        just a moment
        pardon our interruption
        please verify you are a human
        request blocked
        robot check
        security check
        too many requests
        verify you are human
        you have been blocked
        accesso negato
        acceso denegado
        accès refusé
        zugriff verweigert
        доступ запрещен
        访问被拒绝
    """),
    StandIn.ERROR: _lines("""
        article not found
        bad gateway
        content not found
        gateway time out
        gateway timeout
        gone
        internal server error
        not found
        page can't be found
        page cannot be found
        page does not exist
        page doesn't exist
        page not found
        service temporarily unavailable
        service unavailable
        story not found
        that page can't be found
        the page cannot be found
        this page can't be found
        this page does not exist
        this page doesn't exist
        we can't find that page
        artikel nicht gefunden
        diese seite gibt es nicht
        diese seite gibt es nicht mehr
        die seite wurde nicht gefunden
        seite nicht gefunden
        cette page n'existe pas
        cette page n'existe plus
        page introuvable
        page non trouvée
        la página no existe
        página no encontrada
        página não encontrada
        pagina non trovata
        pagina niet gevonden
        nie znaleziono strony
        sidan hittades inte
        siden ble ikke funnet
        siden blev ikke fundet
        sayfa bulunamadı
        страница не найдена
        сторінку не знайдено
        الصفحة غير موجودة
        صفحه مورد نظر یافت نشد
        صفحه پیدا نشد
        पृष्ठ नहीं मिला
        halaman tidak ditemukan
        找不到页面
        页面不存在
        页面未找到
        ページが見つかりません
        페이지를 찾을 수 없습니다
    """),
    StandIn.CONSENT: _lines("""
        accept all
        accept all cookies
        accept cookies
        before you continue
        cookie consent
        cookie settings
        privacy settings
        reject all
        reject all cookies
        we care about your privacy
        we value your privacy
        your privacy choices
        alle akzeptieren
        alle ablehnen
        datenschutzeinstellungen
        tout accepter
        tout refuser
        aceptar todo
        rechazar todo
        wir benötigen ihre zustimmung
    """),
    StandIn.SCRIPT: _lines("""
        loading
        please wait
        laden
        wird geladen
        chargement
        cargando
        caricamento
        carregando
        загрузка
        加载中
        読み込み中
    """),
}

SENTENCES: Mapping[StandIn, frozenset[str]] = {
    StandIn.CHECK: _lines("""
        browser before accessing
        checking if the site connection is secure
        checking your browser
        complete the captcha
        complete the security check
        confirm that you are not a robot
        confirm you are not a robot
        enable cookies and reload
        enable javascript and cookies to continue
        incapsula incident id
        needs to review the security of your connection
        prove you are human
        solve the captcha
        unusual activity from your
        unusual traffic from your
        verify that you are human
        verify that you are not a robot
        verify you are a human
        verify you are human
        verify you are not a robot
        you don't have permission to access
        you have been blocked
        your access to this site has been limited
        dass sie kein roboter sind
        que no eres un robot
        que vous n'êtes pas un robot
        che non sei un robot
        что вы не робот
        请完成验证
    """),
    StandIn.ERROR: _lines("""
        address may have been typed
        find the page you
        page you are looking for
        page you are trying to
        page you have requested
        page you requested
        page you were looking for
        page you were trying to
        page you're looking for
        requested url was not found on this server
        the link you followed may be broken
        die angeforderte seite
        die gewünschte seite
        die von ihnen aufgerufene seite
        die von ihnen gesuchte seite
        la page demandée
        la page que vous cherchez
        la page que vous recherchez
        la página que buscas
        la página que está buscando
        la página que estás buscando
        la página solicitada
        a página que você
        la pagina che stai cercando
        la pagina richiesta
        de pagina die je zoekt
        de pagina die u zoekt
        strona, której szukasz
        sidan du söker
        aradığınız sayfa
        halaman yang anda cari
        запрашиваемая страница
        запрашиваемая вами страница
        страница, которую вы ищете
        الصفحة التي تبحث عنها
        您访问的页面
        您要找的页面
        お探しのページ
        요청하신 페이지
    """),
    StandIn.CONSENT: _lines("""
        of your personal data
        our partners use cookies
        store and/or access information on a device
        this site uses cookies
        this website uses cookies
        us and our partners
        we and our
        we use cookies
        with your permission we and
        withdraw your consent
        you agree to our use of cookies
        ihre einwilligung
        ihre zustimmung
        ihrer zustimmung
        unsere partner
        wir und unsere
        wir verwenden cookies
        nous et nos
        nous utilisons des cookies
        retirer votre consentement
        votre consentement
        continuer sans accepter
        nosotros y nuestros
        su consentimiento
        tu consentimiento
        utilizamos cookies
        noi e i nostri
        il tuo consenso
        utilizziamo cookie
        nós e nossos
        seu consentimento
        wij en onze
        wij gebruiken cookies
        uw toestemming
    """),
    StandIn.SCRIPT: _lines("""
        browser does not support javascript
        enable javascript
        enabled javascript
        javascript enabled
        javascript is disabled
        javascript is not enabled
        javascript is required
        javascript must be enabled
        requires javascript
        turn on javascript
        without javascript
        aktivieren sie javascript
        javascript aktivieren
        javascript ist deaktiviert
        javascript ist nicht aktiviert
        activer javascript
        activez javascript
        activa javascript
        active javascript
        habilite javascript
        habilitar javascript
        abilita javascript
        attiva javascript
        ative o javascript
        habilite o javascript
        schakel javascript in
        włącz javascript
        javascript'i etkinleştirin
        включите javascript
        تفعيل javascript
        启用javascript
        启用 javascript
        javascriptを有効
    """),
}
