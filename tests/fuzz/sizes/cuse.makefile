%%%
obj-$(CONFIG_A) += demo.o CONFIG_B#N# # x
