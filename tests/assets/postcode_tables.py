"""Files as the survey and the statistics office publish them, in small."""

import io
import zipfile

CODE_POINT = (
    '"EH21 6AA",10,334000,672500,"S92000003","","S08000024","","S12000019","S13003006"\n'
    '"EH21 6AB",10,334100,672600,"S92000003","","S08000024","","S12000019","S13003006"\n'
    '"EH216AD",90,0,0,"S92000003","","S08000024","","S12000019","S13003006"\n'
)
DIRECTORY = (
    "pcd,pcd2,pcds,dointr,doterm,oscty,lat,long,imd\n"
    '"EH216AA","EH21 6AA","EH21 6AA","198001","","S99999999",55.941000,-3.057000,100\n'
    '"BT1 1AA","BT1  1AA","BT1 1AA","198001","","N99999999",54.602000,-5.927000,100\n'
    '"AB1 0AA","AB1  0AA","AB1 0AA","198001","199606","S99999999",57.101474,-2.242851,200\n'
    '"JE2 3AA","JE2  3AA","JE2 3AA","198001","","L99999999",99.999999,0.000000,0\n'
)


def zipped(files: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def code_point_zip() -> bytes:
    """With the paper on its columns that comes in the zip, which is no table."""
    return zipped(
        {
            "Doc/Code-Point_Open_Column_Headers.csv": "PC,PQ,EA,NO,CY\nPostcode,Quality,Eastings,Northings,Country\n",
            "Doc/licence.txt": "Open Government Licence",
            "Data/CSV/eh.csv": CODE_POINT,
            "Data/CSV/ab.csv": '"AB10 1AB",10,394235,806529,"S92000003","","S08000020","","S12000033","S13002842"\n',
        }
    )
