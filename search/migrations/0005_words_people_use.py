"""What people call things that the sheets call otherwise: acronyms, brands, everyday words. Only added to what editors have."""

from django.db import migrations

SETS = """
DGS, directeur général des services, secrétaire de mairie, secrétaire général de mairie
agglo, agglomération, communauté d'agglomération, métropole, intercommunalité
administré, habitant
CAF, caisse d'allocations familiales
CPAM, assurance maladie, sécurité sociale
France Travail, Pôle emploi
France services, maison France services, espace France services, MSAP
APL, aide personnalisée au logement
HLM, logement social, bailleur social
IAE, insertion par l'activité économique, chantier d'insertion
PMR, personne à mobilité réduite, fauteuil roulant, personne handicapée, handicap
malvoyant, non-voyant, déficient visuel, personne handicapée
ABF, architecte des bâtiments de France
RNB, référentiel national des bâtiments
SCoT, schéma de cohérence territoriale
ZAN, zéro artificialisation nette, sobriété foncière, artificialisation des sols
PAT, projet alimentaire territorial
DETR, DSIL, dotation d'équipement des territoires ruraux, subvention d'investissement
SIRET, SIREN
Kbis, extrait Kbis, justificatif d'entreprise
RGAA, accessibilité numérique, obligations d'accessibilité
SSO, authentification unique, connexion unique, un seul mot de passe, un seul compte
IA, intelligence artificielle, ChatGPT, IA générative, agent conversationnel
IRVE, véhicule électrique, voiture électrique, borne de recharge
ENR, énergie renouvelable, électricité renouvelable
Zoom, Teams, Skype, Webex, Jitsi, Google Meet, visioconférence
réunion en ligne, réunion à distance, visioconférence
WhatsApp, Telegram, Slack, Messenger, messagerie instantanée
Excel, tableur, feuille de calcul
Word, Google Docs, traitement de texte, éditeur de texte
Google Drive, Dropbox, OneDrive, Nextcloud, SharePoint, partage de fichiers, rangement de fichiers, espace de fichiers
WeTransfer, transfert de fichiers, gros fichier, fichier volumineux, fichier lourd
Office 365, Microsoft 365, bureautique, suite bureautique, outils de bureau
Airbnb, Booking, meublé de tourisme, location saisonnière, taxe de séjour
adresse mail, adresse électronique, boîte mail, boîte aux lettres, compte de messagerie
e-mail, courriel, messagerie, boîte aux lettres
rendez-vous, rdv, prendre rendez-vous, prise de rendez-vous
planning, calendrier, agenda, emploi du temps
louer, location
salle des fêtes, salle polyvalente, salle communale, foyer rural
carte d'identité, pièce d'identité, titre d'identité, passeport
plaque de rue, nom de rue, nom de voie, nommer les voies
numéro de maison, numérotation des maisons, numéroter
questionnaire, sondage, enquête, formulaire
dématérialiser, mettre en ligne
procès-verbal, compte rendu
avis d'imposition, situation fiscale, revenu fiscal
sans domicile fixe, SDF, sans abri, domiciliation, personne sans adresse
bidonville, campement, campement illicite
réfugié, demandeur d'asile, migrant, exilé
marchand de sommeil, habitat indigne, logement indigne
impayé de loyer, loyer impayé, dette locative, locataire qui ne paie plus
personne âgée, senior, personne éloignée du numérique, inclusion numérique
fracture numérique, exclusion numérique, illectronisme, inclusion numérique
chômeur, chômeur de longue durée, demandeur d'emploi, personne sans emploi, éloigné de l'emploi, chômage
apprenti, alternant, alternance, contrat d'apprentissage
embaucher, recruter
stage, immersion professionnelle, stage en entreprise
poids lourd, camion
nid de poule, trou dans la chaussée, dégradation de la voirie, voirie
pont, ouvrage d'art
bon de travaux, demande d'intervention, intervention technique
dépôt sauvage, décharge sauvage, gravats
encombrants, objets et déchets, déchèterie, déchetterie, recyclerie
éolienne, éolien
panneau solaire, photovoltaïque, solaire
canicule, vague de chaleur, îlot de chaleur, surchauffe urbaine, forte chaleur
bilan carbone, empreinte carbone, impact carbone
arbre malade, maladie des arbres, santé des arbres, scolyte
titre minier, permis minier, concession minière, exploitation minière
hygiène alimentaire, hygiène des aliments, contrôle sanitaire des aliments, contrôle des aliments
site web, site internet
piratage, hameçonnage, cyberattaque, rançongiciel, cybersécurité, sécurité numérique
zone blanche, couverture mobile, réseau mobile, antenne relais
fibre optique, fibre, très haut débit
bus, transport en commun, transport collectif
commerce vide, commerce vacant, local vide, vacance commerciale
artisan, commerçant, petite entreprise, TPE, chef d'entreprise
réclamation, plainte, doléance
licenciement, prud'hommes, droit du travail
coworking, espace de travail partagé, bureau partagé, espace de travail
télétravail, travail à distance, travailler à distance
construction illégale, construction sans permis, cabane, cabanisation, infraction d'urbanisme
bruit, nuisance sonore
propriétaire, appartenir, appartient, appartiennent
terrain, parcelle, foncier
maison vide, maison abandonnée, logement vide, logement vacant
usine fermée, usine désaffectée, site abandonné, friche industrielle, friche
marché public, commande publique, appel d'offres
bio, biologique, agriculture biologique
agriculteur, exploitant agricole, exploitation agricole
bénévole, bénévolat, volontaire
jeter, trier, se débarrasser
sécheresse, manque d'eau, pénurie d'eau
concert, spectacle, festival
dossier social, suivi social
lycée pro, lycée professionnel
mandat, procuration
habilitation, autorisation
chauffage urbain, chauffage collectif, réseau de chaleur
objet d'église, mobilier d'église, objet protégé, objet mobilier, patrimoine mobilier
développement économique, dév éco, entreprises du territoire
nuisible, punaise de lit, infestation
flex office, bureau de passage, bureau partagé, réserver un bureau
PLH, programme local de l'habitat, besoins en logements
prélèvement d'eau, consommation d'eau, ressource en eau
capteur, objet connecté, IoT
BSD, bordereau de suivi, bordereau de suivi de déchets
LOVAC, vacance, logement vacant
ENAF, consommation d'espaces, espaces naturels et agricoles
AMO, ingénierie, assistance à maîtrise d'ouvrage, appui en ingénierie
horaires de bus, GTFS, horaires des transports, horaires et données
"""


def lines(row: str) -> str:
    return "\n".join(expression.strip() for expression in row.split(","))


def create(apps, schema_editor):
    synonyms = apps.get_model("search", "SynonymSet").objects
    kept = set(synonyms.values_list("expressions", flat=True))
    texts = [lines(row) for row in SETS.strip().splitlines()]
    synonyms.bulk_create(synonyms.model(expressions=text) for text in texts if text not in kept)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_questions_asked")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
