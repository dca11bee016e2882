// SPDX-License-Identifier: GPL-2.0-only
int demo_before;

int demo_head;

int demo_1;
int demo_2;
int demo_3;
int demo_4;
int demo_5;
int demo_6;
int demo_7;
int demo_between[3];
int demo_13;
int demo_14;
int demo_15;
int demo_16;
int demo_17;
int demo_18;
int demo_19;
int demo_20;

int demo_tail;
