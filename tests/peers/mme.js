// SPDX-License-Identifier: GPL-2.0-or-later
// An MME on the npm package "diameter", whose dictionary knows S6a: connects,
// carries out its steps and ends.  Words and lines are those of mme.erl.
// 3GPP TS 29.272 7.2.
'use strict';

const diameter = require('diameter');

const S6A = '3GPP S6a/S6d';
const TGPP = 10415;
const MS = 5000;

const words = process.argv.slice(2);
const set = {};
while (words.length > 0 && words[0].includes('='))
	Object.assign(set, pair(words.shift()));
const steps = [];
for (let step = []; words.length > 0; ) {
	const word = words.shift();
	if (word !== ',')
		step.push(word);
	if (word === ',' || words.length === 0) {
		steps.push(step);
		step = [];
	}
}

function pair(word) {
	const at = word.indexOf('=');
	return { [word.slice(0, at)]: word.slice(at + 1) };
}

function say(...what) {
	console.log(what.join(' '));
}

function application() {
	return [['Vendor-Id', TGPP], ['Auth-Application-Id', 16777251]];
}

// TS 24.008: the third digit of the MNC stands in the middle, F without one.
function plmn(digits) {
	const d = [...digits].map(Number);
	return Buffer.from([d[1] << 4 | d[0],
	    (d.length > 5 ? d[5] : 15) << 4 | d[2], d[4] << 4 | d[3]]);
}

function own(command, p) {
	if (command === 'air')
		return [['Requested-EUTRAN-Authentication-Info',
		    [['Number-Of-Requested-Vectors', 1],
		    ['Immediate-Response-Preferred', 0]]],
		    ['Visited-PLMN-Id', p]];
	// By its code: 3GPP2 has a RAT-Type, too.
	return [[1032, 'EUTRAN'], ['ULR-Flags', 34], ['Visited-PLMN-Id', p]];
}

const commands = {
	air: '3GPP-Authentication-Information',
	ulr: '3GPP-Update-Location',
};
let sessions = 0;

function request(connection, command, given) {
	const r = connection.createRequest(S6A, commands[command]);
	const imsi = given.imsi || '001010000000001';
	r.header.flags.proxiable = true;
	r.body = [
		['Session-Id', set.host + ';1;' + ++sessions],
		['Vendor-Specific-Application-Id', application()],
		['Auth-Session-State', 1],
		['Origin-Host', given['origin-host'] || set.host],
		['Origin-Realm', given['origin-realm'] || set.realm],
		['Destination-Realm', given['destination-realm'] ||
		    'epc.mnc001.mcc001.3gppnetwork.org'],
		['User-Name', imsi],
	].concat(own(command, plmn(given.plmn || '99970')));
	return r;
}

function value(body, name) {
	const avp = body.find((a) => a[0] === name);
	return avp === undefined ? undefined : avp[1];
}

function result(answer) {
	const code = value(answer.body, 'Result-Code');
	if (code !== undefined)
		return code === 'DIAMETER_SUCCESS' ? 2001 : code;
	return 'experimental-' + value(value(answer.body,
	    'Experimental-Result') || [], 'Experimental-Result-Code');
}

function capabilities(connection) {
	const r = connection.createRequest('Diameter Common Messages',
	    'Capabilities-Exchange');
	r.body = [
		['Origin-Host', set.host],
		['Origin-Realm', set.realm],
		['Host-IP-Address', '127.0.0.1'],
		['Vendor-Id', TGPP],
		['Product-Name', 'lab'],
		['Supported-Vendor-Id', TGPP],
		['Inband-Security-Id', 0],
		['Vendor-Specific-Application-Id', application()],
	];
	return connection.sendRequest(r, MS);
}

async function run(connection) {
	const cea = await capabilities(connection);
	if (result(cea) !== 2001) {
		say('no-connection', result(cea));
		return;
	}
	say('up', value(cea.body, 'Origin-Host'));
	for (const [command, ...more] of steps) {
		const given = Object.assign({}, ...more.map(pair));
		const r = request(connection, command, given);
		let outcome;
		try {
			outcome = result(await connection.sendRequest(r, MS));
		} catch (error) {
			outcome = /timed out/.test(error) ? 'timeout' : error;
		}
		say(command, value(r.body, 'User-Name'), outcome);
	}
}

const socket = diameter.createConnection(
    { host: '127.0.0.1', port: Number(set.connect) }, () => {
	run(socket.diameterConnection).catch((error) => say(error)).then(
	    () => process.exit(0));
});
socket.on('diameterMessage', (event) => {
	// The watchdog, and nothing else.
	if (event.message.command !== 'Device-Watchdog')
		return;
	event.response.body = [
		['Result-Code', 'DIAMETER_SUCCESS'],
		['Origin-Host', set.host],
		['Origin-Realm', set.realm],
	];
	event.callback(event.response);
});
socket.on('error', (error) => {
	say('no-connection', error.message);
	process.exit(0);
});
