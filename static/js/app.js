// The portal's scripts. Every page works without them; they tick, ask, remember and sort.
import "./time.js";
import "./clock.js";
import "./countdown.js";
import "./dialogs.js";
import "./messages.js";
import "./keyboard.js";
import "./theme.js";
import "./copy.js";
import "./forms.js";
import "./readoff.js";
import "./desk.js";
import "./chosen.js";
