"""impacket at work on a server: impacket-client.py port dialect; prints "done" when everything was right."""
import io
import sys

from impacket import smb3structs
from impacket.smbconnection import SMBConnection, SessionError

port, dialect = int(sys.argv[1]), getattr(smb3structs, sys.argv[2])
content = bytes(i % 251 for i in range(300_000))


def connected(user, password):
    connection = SMBConnection('127.0.0.1', '127.0.0.1', sess_port=port, preferredDialect=dialect)
    assert connection.getDialect() == dialect, connection.getDialect()
    connection.login(user, password)
    return connection


def status_of(task):
    try:
        task()
    except SessionError as error:
        return error.getErrorString()[0]
    return 'STATUS_SUCCESS'


connection = connected('ann', 's3cret')
shares = [share['shi1_netname'][:-1] for share in connection.listShares()]
assert 'folder' in shares and 'IPC$' in shares, shares
connection.createDirectory('folder', 'd')
connection.putFile('folder', 'd\\one', io.BytesIO(content).read)
listed = {entry.get_longname(): entry.get_filesize() for entry in connection.listPath('folder', 'd\\*')}
assert listed['one'] == len(content), listed
connection.rename('folder', 'd\\one', 'd\\two')
got = io.BytesIO()
connection.getFile('folder', 'D\\TWO', got.write)
assert got.getvalue() == content
assert status_of(lambda: connection.getFile('folder', 'd\\one', got.write)) == 'STATUS_OBJECT_NAME_NOT_FOUND'
connection.deleteFile('folder', 'd\\two')
connection.deleteDirectory('folder', 'd')
connection.logoff()
assert status_of(lambda: connected('ann', 'wrong')) == 'STATUS_LOGON_FAILURE'
print('done')
