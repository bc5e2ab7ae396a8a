"""Our own word lists: abbreviations and slang of everyday Indonesian, and Sundanese by register.

Only forms whose meaning is certain in a sentence to the city. Short forms that are civic words as well are
left alone: kk, kel, smp, sd, sma, km, pk, lh, rt, rw, gg, pbb, ktp, aspal, asap, teh, blok, no, si, da.
"""

from typing import Dict

_SHORT_FORMS = """
yang: yg yng yag iang
dengan: dgn dg dngn deng
untuk: utk tuk utuk untk bwt
tidak: tdk gak ga gk nggak ngga enggak engga kagak kaga tak ngk gag kgk ngak nda ndak gx tdak tdaak enggk ngg
sudah: udah udh sdh dah sdah suda sudh udeh uda
belum: blm blom belom blum lom blon
jalan: jln jl jlan jalam
jalanan: jlnan jlanan
banget: bgt bngt bgtt bngettt bget bangets
bagaimana: gmn gimana gmana bgmn gmna gimna bgaimana gimanasih begimana
dimana: dmn dmna dimna dmana
kapan: kpn kpan
kenapa: knp knpa napa knapa kenape
saya: sy gw gue gua aku sya ane w guwe sayah
kami: kmi
kita: kta qta
tolong: tlg tlng tulung tolonk tolonglah plis pls pliss please
mohon: mhn mohn mhon moho
bisa: bs bsa bisaa
karena: krn karna krna krena
kalau: klo kalo kl klu kalu klau kalok
juga: jg jga
lagi: lg lgi lgih
sama: sm ama
dari: dr dri
pada: pd pda
banyak: bnyk byk bnyak
orang: org orng
sekarang: skrg skrng skg skr skarang sekrang
hari: hr
bulan: bln
tahun: thn taun th
minggu: mgg mggu minngu
malam: mlm malem mlam
pagi: pgi
siang: siank
sore: sorean
besok: bsk besuk bsok
kemarin: kmrn kmaren kemaren kmarin kemrin
sampah: smpah sampa nyampah sampaah
rusak: rusk rsk rusakk
macet: mcet macettt mct
banjir: bnjir banjirr banjer
lampu: lmpu lampuu
terus: trs trus teros
saja: aja aj doang sj ajah ja
memang: emg emang mmg emng
makasih: mks mksh makasi maksih mkasih
terimakasih: tks thx trims trimakasih tengkyu thanks tq thankyou trmksh terimakasi trimks trm
sampai: sampe ampe nyampe smpe ampek smpai
pakai: pake
lihat: liat lht ngeliat lhat
dengar: denger dnger
benar: bener bnr
cepat: cpt cepet cpet
besar: gede guede gedhe gde
seperti: kyk kayak kaya ky kek kyak spt sprt spti
mau: mo mw mao
ingin: pengen pgn pingin pngn kepengen ingn
tahu: tau tw thu
tidak tahu: gatau gatw gtau
tidak ada: gada gaada gaad
tidak bisa: gabisa gabs gakbisa
tidak mau: gamau gakmau
tidak pernah: gapernah
bapak: bpk bp pak
ibu: bu
kecamatan: kec
pertigaan: prtigaan pertigaann
perempatan: prapatan perapatan prempatan
depan: dpn dpan
sebelah: sblh sblah
dekat: deket dkt dket
seberang: sebrang sbrg sbrang
belakang: blkg blakang
samping: smpg smping
atas: ats
bawah: bwh bwah
tapi: tp tpi
sedang: sdg sdng
lewat: lwt lewt
harus: hrs hrus
masih: msh msih masi
dapat: dpt dapet
dulu: dl dlu
hujan: ujan hjn ujann hujaan
air: aer
warga: wrg
rumah: rmh rmah umah
motor: mtr mtor
mobil: mbl
sekolah: skolah skul sklh
petugas: ptgs ptugas
lapor: lapr lpor
laporan: lprn lporan
segera: sgra segra
sering: srg sring
selalu: sll slalu sellau
setiap: stiap tiap
tempat: tmpt tmpat
nomor: nmr nomer
alamat: almt
kabar: kbr
sangat: sgt sngat
supaya: spy
atau: ato atw
jadi: jd jdi
jangan: jgn jngn ojo
siapa: sp
berapa: brp brapa
bagus: bgs
ternyata: trnyata trnyt
kecil: kcl kecik
panas: pns
jauh: jauhh
lampu jalan pju: pju
lalu lintas: lalin
ojek online: ojol
puskesmas: pkm puskes
rumah sakit: rs
kantor: ktr
kelurahan: kelurhn
pemerintah: pmrnth pemrintah
"""

# Lemes and loma of one meaning, and what everyday Sundanese shares with Indonesian, brought to one word.
_SUNDANESE = """
geus: tos atos parantos enggeus ges gs anggeus
acan: encan teuacan
teu: henteu heunteu hente
abdi: kuring urang aing kaula simkuring pribados
rek: bade arek erek
hayang: hoyong palay hayangeun kahoyong
bisa: tiasa iasa
keur: nuju kanggo pikeun pikeunna kangge
jeung: sareng sinareng
ayeuna: kiwari
naha: kunaon
sampah: runtah
selokan: solokan
pohon: tangkal
gelap: poek
rusak: ruksak reksak ruksakna
udara: hawa
sekolah: sakola
rumah: imah bumi rorompok
orang: jalmi jelema jalma
air: cai
kebakaran: kahuruan kabeuleum kabeuleuman
lubang: logak liang legok bolong lobang
nyala: hurung
mati: pareum paeh
jatuh: labuh geubis ragrag murag
tolong: tulung tulungan
malam: peuting wengi
besok: isuk enjing isukan
kemarin: kamari
banjir: caah
bau: bauk
gempa: lini
anak: budak murangkalih
jalan: jalanna
besar: ageung
banyak: seueur loba
sakit: gering teudamang
polisi: pulisi
"""


def _table(rows: str) -> Dict[str, str]:
    pairs = (row.split(":") for row in rows.strip().splitlines())
    return {form: meaning.strip() for meaning, forms in pairs for form in forms.split()}


SHORT_FORMS: Dict[str, str] = _table(_SHORT_FORMS)
SUNDANESE: Dict[str, str] = _table(_SUNDANESE)
